/** Leaving: the server forgets the session, and loading the door anew makes the browser forget all that was read. */
import { api } from "../api";

export function signOut(): void {
  void api.delete("/session").finally(() => window.location.assign("/sign-in"));
}
