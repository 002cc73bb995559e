/** The keys that walk through a set of pictures. */
import type { KeyHelp } from "@goldsmith/editors";

export const OVERVIEW_KEY = "Shift+V";

export const VIEW_KEY_HELP: readonly KeyHelp[] = [
  { keys: ["Alt+PageUp", "Alt+PageDown"], does: "keyViews" },
  { keys: ["Alt+1…9", "Alt+0"], does: "keyViewNumber" },
  { keys: [OVERVIEW_KEY], does: "overview" },
];

const NUMBER = /^Alt\+(\d)$/;

/** The view that a key leads to, null for other keys. From the last on comes the first again; 0 is the tenth. */
export function viewAfter(chord: string, view: number, views: number): number | null {
  if (chord === "Alt+PageDown") return (view + 1) % views;
  if (chord === "Alt+PageUp") return (view + views - 1) % views;
  const number = NUMBER.exec(chord)?.[1];
  if (number === undefined) return null;
  const wanted = number === "0" ? 9 : Number(number) - 1;
  return wanted < views ? wanted : null;
}

/** How a view is called up: its digit, or nothing beyond the tenth. */
export function digitOf(view: number): string | null {
  return view < 10 ? String((view + 1) % 10) : null;
}
