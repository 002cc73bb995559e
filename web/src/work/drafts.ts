/** Saves the operations of one item as a draft: at once on this device, a moment later on the server. */
import type { Op } from "../editors";
import { type Claim, type FinishedDraft, fence } from "./claim";
import { isStale, isTemporary } from "./failures";
import { type Journal, NOTHING_UNSAVED, type Unsaved } from "./journal";

export interface DraftWire {
  put(
    claim: Claim,
    revision: number,
    operations: readonly Op[],
    options?: { readonly isLast?: boolean; readonly signal?: AbortSignal },
  ): Promise<{ revision: number }>;
  /** The revision the server holds, after somebody else (another window) wrote; null when the claim is gone. */
  currentRevision(claim: Claim): Promise<number | null>;
}

export type DraftState = "clean" | "saving" | "saved" | "offline" | "lost";

export interface DraftStart {
  readonly claim: Claim;
  /** What the server does not know of the answer that the item started with. */
  readonly seed: readonly Op[];
  /** What an earlier visit left on this device. */
  readonly unsaved?: Unsaved;
}

/** Operations that the server does not have yet, and their keys in the journal. */
interface Batch {
  readonly operations: readonly Op[];
  readonly keys: Promise<readonly number[]>;
}

const SAVE_AFTER_MS = 400;
const RETRY_MS = 3_000;
const NO_KEYS = Promise.resolve<readonly number[]>([]);

export class DraftSaver {
  private pending: Batch[] = [];
  private revision: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The save on its way. */
  private saving: AbortController | null = null;
  private isClosed = false;
  private readonly claim: Claim;
  private readonly wire: DraftWire;
  private readonly journal: Journal;
  private readonly onState: (state: DraftState) => void;

  constructor(start: DraftStart, wire: DraftWire, journal: Journal, onState: (state: DraftState) => void) {
    const { claim, seed, unsaved = NOTHING_UNSAVED } = start;
    this.claim = claim;
    this.revision = claim.draft?.revision ?? 0;
    this.wire = wire;
    this.journal = journal;
    this.onState = onState;
    if (seed.length > 0) this.pending.push({ operations: seed, keys: NO_KEYS });
    if (unsaved.operations.length > 0) {
      this.pending.push({ operations: unsaved.operations, keys: Promise.resolve(unsaved.keys) });
      this.schedule(0);
    }
  }

  add(operations: readonly Op[]): void {
    if (this.isClosed) return;
    this.pending.push({ operations, keys: this.keep(operations) });
    this.onState("saving");
    this.schedule(SAVE_AFTER_MS);
  }

  /** The page is closing: what is not saved yet goes out with it. */
  flush(): void {
    if (this.pending.length === 0 || this.isClosed || this.saving) return;
    const operations = this.pending.flatMap((batch) => batch.operations);
    void this.wire.put(this.claim, this.revision, operations, { isLast: true }).catch(() => undefined);
    this.close();
  }

  /**
   * The item is decided: nothing more is saved. What is answered names the answer by its draft; null while a save is on
   * its way, since nobody knows then what the server holds. That save is given up: it would come too late.
   */
  finish(): FinishedDraft | null {
    const isKnown = !this.saving && !this.isClosed;
    this.close();
    this.saving?.abort();
    if (!isKnown) return null;
    const operations = this.pending.flatMap((batch) => batch.operations);
    return { revision: this.revision, hypothesis_id: this.claim.hypothesis_id, operations };
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Where the device's database refuses, the network alone must do. */
  private keep(operations: readonly Op[]): Promise<readonly number[]> {
    const kept = { fence: fence(this.claim), revision: this.revision, operations, at: Date.now() };
    return this.journal.keep(kept).then(
      (key) => [key],
      () => [],
    );
  }

  /** Not later than asked for: somebody who never pauses is saved as well. */
  private schedule(milliseconds: number): void {
    this.timer ??= setTimeout(() => void this.save(), milliseconds);
  }

  private async save(): Promise<void> {
    this.timer = undefined;
    if (this.saving || this.isClosed || this.pending.length === 0) return;
    const sending = this.pending;
    this.pending = [];
    this.saving = new AbortController();
    try {
      const operations = sending.flatMap((batch) => batch.operations);
      const saved = await this.wire.put(this.claim, this.revision, operations, { signal: this.saving.signal });
      this.revision = saved.revision;
      this.forget(sending);
      this.settle("saved");
    } catch (error) {
      this.pending = [...sending, ...this.pending];
      if (this.isClosed) return;
      await this.recover(error);
    } finally {
      this.saving = null;
      if (this.pending.length > 0 && !this.isClosed) this.schedule(SAVE_AFTER_MS);
    }
  }

  private forget(saved: readonly Batch[]): void {
    Promise.all(saved.map((batch) => batch.keys))
      .then((keys) => this.journal.forget(keys.flat()))
      .catch(() => undefined);
  }

  private settle(state: DraftState): void {
    if (!this.isClosed) this.onState(this.pending.length > 0 ? "saving" : state);
  }

  private async recover(error: unknown): Promise<void> {
    if (isTemporary(error)) {
      this.onState("offline");
      this.schedule(RETRY_MS);
      return;
    }
    const revision = isStale(error) ? await this.wire.currentRevision(this.claim).catch(() => null) : null;
    if (this.isClosed) return;
    if (revision === null || revision === this.revision) {
      this.close();
      this.onState("lost");
      return;
    }
    this.revision = revision;
    this.schedule(0);
  }
}
