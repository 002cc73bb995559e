/** The last few decisions, kept back for a moment so that they can be undone: an answer that was sent is never changed. */
import type { Decision, Item } from "./claim";
import type { Outgoing, OutgoingQueue } from "./outgoing";

export interface Held {
  readonly item: Item;
  readonly decision: Decision;
  readonly entry: Outgoing;
}

export interface Hold {
  add(held: Held): void;
  /** The newest, which is then decided no more. */
  takeBack(): Held | undefined;
  sendAll(): void;
}

/** So many decisions back one can go, and for so long. */
export const MOST_HELD = 5;
export const HELD_MS = 15_000;

export function createHold(
  outgoing: OutgoingQueue,
  send: (held: Held) => void,
  onChange: (held: readonly Held[]) => void,
): Hold {
  let held: readonly Held[] = [];
  const timers = new Map<Held, ReturnType<typeof setTimeout>>();

  function change(now: readonly Held[]): void {
    held = now;
    onChange(now);
  }

  function sendFirst(count: number): void {
    for (const one of held.slice(0, count)) {
      clearTimeout(timers.get(one));
      timers.delete(one);
      send(one);
    }
    change(held.slice(count));
  }

  return {
    add(one) {
      outgoing.hold(one.entry);
      timers.set(
        one,
        setTimeout(() => sendFirst(held.indexOf(one) + 1), HELD_MS),
      );
      change([...held, one]);
      if (held.length > MOST_HELD) sendFirst(1);
    },
    takeBack() {
      const last = held.at(-1);
      if (!last) return undefined;
      clearTimeout(timers.get(last));
      timers.delete(last);
      outgoing.takeBack(last.entry.id);
      change(held.slice(0, -1));
      return last;
    },
    sendAll() {
      sendFirst(held.length);
    },
  };
}
