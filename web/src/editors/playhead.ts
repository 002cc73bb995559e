/** Where the recording on screen stands, for questions that ask for times. */
import { useSyncExternalStore } from "react";

type Playhead = () => number;

let current: Playhead | null = null;
const listeners = new Set<() => void>();

/** Say how to read the time of what is played; returns the way out. */
export function setPlayhead(read: Playhead): () => void {
  current = read;
  tell();
  return () => {
    if (current !== read) return;
    current = null;
    tell();
  };
}

/** Null where nothing is played. */
export function usePlayhead(): Playhead | null {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
