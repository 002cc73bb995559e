/** One outgoing queue for each person and customer on this device; it keeps sending while other pages are open. */
import { useShellStore } from "../app/store";
import { ApiError } from "./failures";
import { BrowserJournal, type Journal } from "./journal";
import { type Outgoing, OutgoingQueue } from "./outgoing";
import { BrowserStorage } from "./outgoingStorage";
import { sendDecision } from "./wire";

const queues = new Map<string, OutgoingQueue>();

export function outgoingOf(personId: string, customerId: string | null): OutgoingQueue {
  const owner = `${personId} ${customerId}`;
  const known = queues.get(owner);
  if (known) return known;
  const queue = new OutgoingQueue(new BrowserStorage(owner), (entry, wantsNext) =>
    sendAs(customerId, entry, wantsNext),
  );
  window.addEventListener("online", () => queue.retryNow());
  void queue.resume();
  queues.set(owner, queue);
  return queue;
}

const journals = new Map<string, BrowserJournal>();

/** What this device keeps of unfinished work, apart in the same way. */
export function journalOf(personId: string, customerId: string | null): Journal {
  const owner = `${personId} ${customerId}`;
  const known = journals.get(owner);
  if (known) return known;
  const journal = new BrowserJournal(owner);
  journal.forgetOld(Date.now()).catch(() => undefined);
  journals.set(owner, journal);
  return journal;
}

/** After a switch to another customer the rest waits: it must never be sent under the wrong name. */
function sendAs(customerId: string | null, entry: Outgoing, wantsNext: boolean): Promise<unknown> {
  if (useShellStore.getState().customerId === customerId) return sendDecision(entry, wantsNext);
  return Promise.reject(new ApiError(0, "other_customer", "Waiting until this customer is chosen again."));
}
