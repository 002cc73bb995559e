/** The labeler's desk: the item in hand, the next one already prepared, and decisions on their way out. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Claim, type Decision, fence, type Item, type Purpose, requestOf } from "./claim";
import { isStale, isTemporary } from "./failures";
import { createHold, type Held, type Hold } from "./hold";
import type { Outgoing, OutgoingQueue } from "./outgoing";

export interface DeskWire {
  claim(): Promise<Claim | null>;
  mine(): Promise<readonly Claim[]>;
  renew(claim: Claim): Promise<{ expires_at: string }>;
  release(claim: Claim): Promise<unknown>;
  /** Fetch what painting the claim needs: its ontology, its decoded files. */
  prepare(claim: Claim): Promise<Item>;
  /** The server has taken or refused what was decided. */
  settled(claim: Claim): void;
}

export interface DeskState {
  /** opening: the first claim is asked for; fetching: the next is not here yet; empty: there is none. */
  readonly phase: "opening" | "working" | "fetching" | "empty" | "failed";
  readonly item: Item | null;
  readonly next: Item | null;
  /** Items that made room for one whose decision was taken back: they come before the next. */
  readonly returned: readonly Item[];
  /** Decisions that can still be taken back, the newest last. */
  readonly held: readonly Held[];
  readonly doneHere: number;
  /** The lease of the item in hand was lost; the answer is still on screen. */
  readonly isLost: boolean;
  readonly failure: unknown;
}

export interface Desk extends StoreApi<DeskState> {
  open(): Promise<void>;
  /** Hand in the item in hand and show the next at once. */
  decide(decision: Decision, seconds: number): void;
  /** The same, but it leaves this device only after a while: until then it can be taken back. */
  decideForNow(decision: Decision, seconds: number): void;
  /** Show the item decided last again, undecided; false where nothing can be taken back. */
  takeBack(): boolean;
  /** Send what could still be taken back. */
  sendHeld(): void;
  /** Go on without the item in hand. */
  leaveItem(): void;
  /** Renew the leases of which half is gone; call it while the person is really working. */
  renewDue(leaseSeconds: number): Promise<void>;
  /** Give back what was fetched ahead. */
  close(): void;
}

const LOOK_AGAIN_MS = 10_000;

export function createDesk(purpose: Purpose, wire: DeskWire, outgoing: OutgoingQueue): Desk {
  const store = createStore<DeskState>(() => ({
    phase: "opening",
    item: null,
    next: null,
    returned: [],
    held: [],
    doneHere: 0,
    isLost: false,
    failure: null,
  }));
  const handled = new Set<string>();
  const expiries = new Map<string, string>();
  const hold: Hold = createHold(
    outgoing,
    (held) => send(held, false),
    (held) => store.setState({ held }),
  );
  let isFetching = false;
  let mayHoldUnseen = false;
  let isClosed = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  async function open(): Promise<void> {
    store.setState({ phase: "opening", failure: null });
    try {
      // Where the disk refuses, nothing waits on it.
      await outgoing.resume().catch(() => undefined);
      for (const claim of (await heldClaims()).slice(0, 2)) await take(claim);
      await fetchAhead();
    } catch (failure) {
      store.setState({ phase: "failed", failure });
    }
  }

  /** What the server says is held for this desk and is not here, the oldest first. */
  async function heldClaims(): Promise<readonly Claim[]> {
    const mine = (await wire.mine()).filter((claim) => claim.purpose === purpose && isNew(claim));
    return mine.toSorted((a, b) => a.leased_at.localeCompare(b.leased_at));
  }

  /** What was handed in, here or by an earlier visit, may still be named by a server that has not heard of it yet. */
  function isNew(claim: Claim): boolean {
    const isHere = itemsHere().some((one) => one.claim.assignment_id === claim.assignment_id);
    return !isHere && !handled.has(fence(claim)) && !outgoing.hasTaken(fence(claim));
  }

  function itemsHere(): readonly Item[] {
    const { item, returned, next } = store.getState();
    return [item, ...returned, next].filter((one) => one !== null);
  }

  async function take(claim: Claim): Promise<void> {
    const prepared = await wire.prepare(claim);
    const { item, next } = store.getState();
    // A fast hand submits while a claim is still on its way: what comes on top goes back to the others.
    if (isClosed || (item && next)) return void giveBack(claim);
    if (item) store.setState({ next: prepared });
    else store.setState({ phase: "working", item: prepared, isLost: false });
  }

  /** An unheard release costs nothing but time: the lease ends by itself. */
  function giveBack(claim: Claim): void {
    wire.release(claim).catch(() => undefined);
  }

  async function fetchAhead(): Promise<void> {
    while (needsMore() && !isFetching) {
      isFetching = true;
      try {
        const claim = await nextClaim();
        if (!claim || !isNew(claim)) return rest();
        await take(claim);
      } catch (failure) {
        mayHoldUnseen = true;
        return await recover(failure);
      } finally {
        isFetching = false;
      }
    }
  }

  /** After a failure it may be held already: the server can have given it, and its answer been lost on the way. */
  async function nextClaim(): Promise<Claim | null> {
    const [held] = mayHoldUnseen ? await heldClaims() : [];
    mayHoldUnseen = held !== undefined;
    return held ?? wire.claim();
  }

  function needsMore(): boolean {
    const { item, next } = store.getState();
    return !isClosed && (item === null || next === null);
  }

  /** Nothing to do now; look again by itself while nobody has anything in hand. */
  function rest(): void {
    if (store.getState().item) return;
    store.setState({ phase: "empty" });
    lookAgain();
  }

  async function recover(failure: unknown): Promise<void> {
    if (store.getState().item) return lookAgain();
    if (!isTemporary(failure)) return store.setState({ phase: "failed", failure });
    store.setState({ phase: "fetching", failure });
    lookAgain();
  }

  function lookAgain(): void {
    clearTimeout(again);
    again = setTimeout(() => void fetchAhead(), LOOK_AGAIN_MS);
  }

  function decide(decision: Decision, seconds: number): void {
    const { item } = store.getState();
    if (!item) return;
    advance(item, isWork(decision));
    send({ item, decision, entry: outgoingEntry(item, decision, seconds) }, true);
  }

  function decideForNow(decision: Decision, seconds: number): void {
    const { item } = store.getState();
    if (!item) return;
    advance(item, isWork(decision));
    hold.add({ item, decision, entry: outgoingEntry(item, decision, seconds) });
    void fetchAhead();
  }

  /** `wantsNext`: the request brings the claim after the next; without it the desk has asked for that already. */
  function send({ item, entry }: Held, wantsNext: boolean): void {
    void outgoing.enqueue(entry, wantsNext).then(async (granted) => {
      wire.settled(item.claim);
      if (granted && isNew(granted as Claim)) await take(granted as Claim);
      await fetchAhead();
    });
  }

  function takeBack(): boolean {
    const last = hold.takeBack();
    if (!last) return false;
    handled.delete(fence(last.item.claim));
    const { item, returned, doneHere } = store.getState();
    store.setState({
      item: { ...last.item, takenBack: last.decision },
      returned: item ? [item, ...returned] : returned,
      phase: "working",
      doneHere: doneHere - (isWork(last.decision) ? 1 : 0),
      isLost: false,
    });
    return true;
  }

  function advance(item: Item, isDone: boolean): void {
    handled.add(fence(item.claim));
    const { next, returned, doneHere } = store.getState();
    const [first, ...rest] = returned;
    const following = first ?? next;
    store.setState({
      item: following,
      next: first ? next : null,
      returned: rest,
      phase: following ? "working" : "fetching",
      doneHere: doneHere + (isDone ? 1 : 0),
      isLost: false,
    });
  }

  return Object.assign(store, {
    open,
    decide,
    decideForNow,
    takeBack,
    sendHeld: hold.sendAll,
    leaveItem() {
      const { item } = store.getState();
      if (item) advance(item, false);
      void fetchAhead();
    },
    async renewDue(leaseSeconds: number) {
      for (const one of itemsHere()) {
        if (isDue(expiries.get(fence(one.claim)) ?? one.claim.expires_at, leaseSeconds)) await renew(one);
      }
    },
    close() {
      isClosed = true;
      clearTimeout(again);
      hold.sendAll();
      const { next, returned } = store.getState();
      store.setState({ next: null, returned: [] });
      for (const one of next ? [...returned, next] : returned) giveBack(one.claim);
    },
  });

  async function renew(item: Item): Promise<void> {
    try {
      const { expires_at } = await wire.renew(item.claim);
      expiries.set(fence(item.claim), expires_at);
    } catch (failure) {
      if (isStale(failure)) lose(item);
    }
  }

  function lose(lost: Item): void {
    const { item, next, returned } = store.getState();
    if (item === lost) store.setState({ isLost: true });
    store.setState({ returned: returned.filter((one) => one !== lost) });
    if (next !== lost) return;
    store.setState({ next: null });
    void fetchAhead();
  }
}

/** Half of the lease is gone. */
export function isDue(expiresAt: string, leaseSeconds: number, now: number = Date.now()): boolean {
  return Date.parse(expiresAt) - now < (leaseSeconds * 1000) / 2;
}

function isWork({ kind }: Decision): boolean {
  return kind !== "skip" && kind !== "flag";
}

function outgoingEntry({ claim }: Item, decision: Decision, seconds: number): Outgoing {
  const request = requestOf(claim, decision, Math.round(seconds * 10) / 10);
  const at = new Date().toISOString();
  return { id: fence(claim), ...request, at, title: claim.task.unique_id ?? claim.task.id };
}
