/** One outgoing queue for each person and customer on this device; it keeps sending while other pages are open. */
import { useShellStore } from "../app/store";
import { ApiError } from "./failures";
import { type Outgoing, OutgoingQueue } from "./outgoing";
import { BrowserStorage } from "./outgoingStorage";
import { sendDecision } from "./wire";

const queues = new Map<string, OutgoingQueue>();

export function outgoingOf(personId: string, customerId: string | null): OutgoingQueue {
  const owner = `${personId} ${customerId}`;
  const known = queues.get(owner);
  if (known) return known;
  const queue = new OutgoingQueue(new BrowserStorage(owner), (entry) => sendAs(customerId, entry));
  window.addEventListener("online", () => queue.retryNow());
  void queue.resume();
  queues.set(owner, queue);
  return queue;
}

/** After a switch to another customer the rest waits: it must never be sent under the wrong name. */
function sendAs(customerId: string | null, entry: Outgoing): Promise<unknown> {
  if (useShellStore.getState().customerId === customerId) return sendDecision(entry);
  return Promise.reject(new ApiError(0, "other_customer", "Waiting until this customer is chosen again."));
}
