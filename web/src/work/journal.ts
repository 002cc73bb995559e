/** Operations that the server does not have yet, kept on this device as they happen: a killed tab loses none of them. */
import type { Op } from "../editors";
import { openDatabase } from "./browserDatabase";
import { type Claim, fence } from "./claim";

export interface KeptOperations {
  /** Of which claim. */
  readonly fence: string;
  /** The draft's revision when they were made, as far as this page knew. */
  readonly revision: number;
  readonly operations: readonly Op[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Journal {
  keep(kept: KeptOperations): Promise<number>;
  /** In the order in which they were made. */
  of(fence: string): Promise<readonly { readonly key: number; readonly kept: KeptOperations }[]>;
  forget(keys: readonly number[]): Promise<void>;
  forgetClaim(fence: string): Promise<void>;
}

/** Operations found again when an item is opened. */
export interface Unsaved {
  readonly keys: readonly number[];
  readonly operations: readonly Op[];
}

export const NOTHING_UNSAVED: Unsaved = { keys: [], operations: [] };

const LONGEST_KEPT_MS = 30 * 86_400_000;

/**
 * What an earlier visit could not save. The server may have taken the last save without our hearing of it, which is
 * harmless, as operations may be repeated; when it is further ahead, another window went on, and its work counts.
 */
export async function unsavedOf(journal: Journal, claim: Claim): Promise<Unsaved> {
  const revision = claim.draft?.revision ?? 0;
  const found = await journal.of(fence(claim));
  const fitting = found.filter(({ kept }) => revision <= kept.revision + 1);
  return { keys: fitting.map(({ key }) => key), operations: fitting.flatMap(({ kept }) => kept.operations) };
}

export class BrowserJournal implements Journal {
  private readonly owner: string;

  constructor(owner: string) {
    this.owner = owner;
  }

  async keep(kept: KeptOperations): Promise<number> {
    return (await openDatabase(this.owner)).add("unsaved", kept);
  }

  async of(claim: string) {
    const store = (await openDatabase(this.owner)).transaction("unsaved").store.index("fence");
    const found = [];
    for await (const cursor of store.iterate(claim)) found.push({ key: cursor.primaryKey, kept: cursor.value });
    return found;
  }

  async forget(keys: readonly number[]): Promise<void> {
    const change = (await openDatabase(this.owner)).transaction("unsaved", "readwrite");
    await Promise.all([...keys.map((key) => change.store.delete(key)), change.done]);
  }

  async forgetClaim(claim: string): Promise<void> {
    await this.forget((await this.of(claim)).map(({ key }) => key));
  }

  /** Claims that nobody came back to in a month. */
  async forgetOld(now: number): Promise<void> {
    const change = (await openDatabase(this.owner)).transaction("unsaved", "readwrite");
    for await (const cursor of change.store) {
      if (cursor.value.at < now - LONGEST_KEPT_MS) await cursor.delete();
    }
    await change.done;
  }
}
