/** Saves the operations of one item as a draft, a moment after the last one, so that a reload loses nothing. */
import type { Op } from "../editors";
import type { Claim } from "./claim";
import { isStale, isTemporary } from "./failures";

export interface DraftWire {
  put(
    claim: Claim,
    revision: number,
    operations: readonly Op[],
    options?: { readonly isLast: boolean },
  ): Promise<{ revision: number }>;
  /** The revision the server holds, after somebody else (another window) wrote; null when the claim is gone. */
  currentRevision(claim: Claim): Promise<number | null>;
}

export type DraftState = "clean" | "saving" | "saved" | "offline" | "lost";

const DEBOUNCE_MS = 400;
const RETRY_MS = 3_000;

export class DraftSaver {
  private pending: Op[] = [];
  private revision: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isSaving = false;
  private isClosed = false;
  private readonly claim: Claim;
  private readonly wire: DraftWire;
  private readonly onState: (state: DraftState) => void;

  /** `seed`: what the server does not know of the answer the item started with. */
  constructor(claim: Claim, seed: readonly Op[], wire: DraftWire, onState: (state: DraftState) => void) {
    this.claim = claim;
    this.revision = claim.draft?.revision ?? 0;
    this.wire = wire;
    this.onState = onState;
    this.pending = [...seed];
  }

  add(ops: readonly Op[]): void {
    if (this.isClosed) return;
    this.pending.push(...ops);
    this.onState("saving");
    this.schedule(DEBOUNCE_MS);
  }

  /** The page is closing: what is not saved yet goes out with it. */
  flush(): void {
    if (this.pending.length === 0 || this.isClosed || this.isSaving) return;
    void this.wire.put(this.claim, this.revision, this.pending, { isLast: true }).catch(() => undefined);
    this.close();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private schedule(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), milliseconds);
  }

  private async save(): Promise<void> {
    this.timer = undefined;
    if (this.isSaving || this.isClosed || this.pending.length === 0) return;
    const sending = this.pending;
    this.pending = [];
    this.isSaving = true;
    try {
      const saved = await this.wire.put(this.claim, this.revision, sending);
      this.revision = saved.revision;
      this.settle("saved");
    } catch (error) {
      this.pending = [...sending, ...this.pending];
      await this.recover(error);
    } finally {
      this.isSaving = false;
      if (this.pending.length > 0 && !this.isClosed && this.timer === undefined) this.schedule(DEBOUNCE_MS);
    }
  }

  private settle(state: DraftState): void {
    if (!this.isClosed) this.onState(this.pending.length > 0 ? "saving" : state);
  }

  private async recover(error: unknown): Promise<void> {
    if (isTemporary(error)) {
      this.settle("offline");
      this.schedule(RETRY_MS);
      return;
    }
    const revision = isStale(error) ? await this.wire.currentRevision(this.claim).catch(() => null) : null;
    if (revision === null || revision === this.revision) {
      this.close();
      this.onState("lost");
      return;
    }
    this.revision = revision;
    this.schedule(0);
  }
}
