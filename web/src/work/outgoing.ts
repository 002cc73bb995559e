/** Decisions on their way to the server: kept on this device until the server has taken or refused them. */
import { type ApiError, isTemporary } from "./failures";

export interface Outgoing {
  readonly id: string;
  readonly path: string;
  readonly body: object;
  /** The same in fewer words, tried first; it may name what the server no longer holds. */
  readonly brief?: object;
  /** What a person calls the item. */
  readonly title: string;
  readonly at: string;
  readonly refused?: { readonly code: string; readonly sentence: string };
}

export interface OutgoingStorage {
  all(): Promise<Outgoing[]>;
  put(entry: Outgoing): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface OutgoingState {
  readonly waiting: readonly Outgoing[];
  readonly refused: readonly Outgoing[];
  readonly isSending: boolean;
  readonly isOffline: boolean;
  /** Milliseconds since the epoch. */
  readonly savedAt: number | null;
}

/** `wantsNext`: somebody waits for the next claim; nobody does for what an earlier visit left. */
type Send = (entry: Outgoing, wantsNext: boolean) => Promise<unknown>;
type Listener = (state: OutgoingState) => void;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export class OutgoingQueue {
  state: OutgoingState = { waiting: [], refused: [], isSending: false, isOffline: false, savedAt: null };
  private readonly listeners = new Set<Listener>();
  private readonly settled = new Map<string, { resolve: (result: unknown) => void; wantsNext: boolean }>();
  private pause: { end: () => void; timer: ReturnType<typeof setTimeout> } | null = null;
  private isRunning = false;
  private resuming: Promise<void> | null = null;
  private readonly taken = new Set<string>();
  private readonly storage: OutgoingStorage;
  private readonly send: Send;

  constructor(storage: OutgoingStorage, send: Send) {
    this.storage = storage;
    this.send = send;
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Take up what an earlier visit could not deliver; once, however often it is asked for. */
  resume(): Promise<void> {
    this.resuming ??= this.takeUp();
    return this.resuming;
  }

  /** Whether this was decided on this device, and not refused before this visit: sent or still on its way. */
  hasTaken(id: string): boolean {
    return this.taken.has(id);
  }

  private async takeUp(): Promise<void> {
    const known = new Set([...this.state.waiting, ...this.state.refused].map(({ id }) => id));
    const kept = (await this.storage.all()).filter(({ id }) => !known.has(id)).sort((a, b) => a.at.localeCompare(b.at));
    this.change({
      waiting: [...kept.filter((entry) => !entry.refused), ...this.state.waiting],
      refused: [...kept.filter((entry) => entry.refused), ...this.state.refused],
    });
    for (const { id } of this.state.waiting) this.taken.add(id);
    void this.run();
  }

  /** Keep a decision on this device, unsent: `enqueue` or a later visit sends it, `takeBack` forgets it. */
  hold(entry: Outgoing): void {
    this.taken.add(entry.id);
    // Where the disk refuses, the page alone must do.
    this.storage.put(entry).catch(() => undefined);
  }

  /** Forget a decision that was only held. */
  takeBack(id: string): void {
    this.taken.delete(id);
    this.storage.remove(id).catch(() => undefined);
  }

  /** Resolves with the server's answer; with null when it was refused for good. */
  enqueue(entry: Outgoing, wantsNext = true): Promise<unknown> {
    this.taken.add(entry.id);
    const result = new Promise<unknown>((resolve) => this.settled.set(entry.id, { resolve, wantsNext }));
    this.change({ waiting: [...this.state.waiting, entry] });
    // First on disk, then on its way; where the disk refuses, the network alone must do.
    const start = () => void this.run();
    this.storage.put(entry).then(start, start);
    return result;
  }

  async dismiss(id: string): Promise<void> {
    this.change({ refused: this.state.refused.filter((entry) => entry.id !== id) });
    await this.storage.remove(id);
  }

  /** The network is back: do not wait out the pause. */
  retryNow(): void {
    this.pause?.end();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    let pauseMs = FIRST_PAUSE_MS;
    for (let entry = this.state.waiting[0]; entry; entry = this.state.waiting[0]) {
      const isDone = await this.deliver(entry);
      pauseMs = isDone ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      if (!isDone) await this.wait(pauseMs);
    }
    this.isRunning = false;
  }

  private async deliver(entry: Outgoing): Promise<boolean> {
    this.change({ isSending: true });
    try {
      const result = await this.send(entry, this.settled.get(entry.id)?.wantsNext ?? false);
      await this.settle(entry, result, { isOffline: false, savedAt: Date.now() });
      await this.storage.remove(entry.id);
      return true;
    } catch (error) {
      if (isTemporary(error)) {
        this.change({ isSending: false, isOffline: true });
        return false;
      }
      await this.refuse(entry, error as ApiError);
      return true;
    }
  }

  private async refuse(entry: Outgoing, { code, message }: ApiError): Promise<void> {
    const refused = { ...entry, refused: { code, sentence: message } };
    await this.storage.put(refused);
    await this.settle(entry, null, { isOffline: false, refused: [...this.state.refused, refused] });
  }

  private async settle(entry: Outgoing, result: unknown, change: Partial<OutgoingState>): Promise<void> {
    this.change({ ...change, isSending: false, waiting: this.state.waiting.filter(({ id }) => id !== entry.id) });
    this.settled.get(entry.id)?.resolve(result);
    this.settled.delete(entry.id);
  }

  private wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.pause = null;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.pause = { end, timer };
    });
  }

  private change(change: Partial<OutgoingState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener(this.state);
  }
}
