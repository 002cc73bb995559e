/** Times as people read and write them. Pure. */

/** 75.04 seconds is "1:15.040". */
export function showTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const [minutes, rest] = [Math.floor(milliseconds / 60_000), milliseconds % 60_000];
  return `${minutes}:${String(Math.floor(rest / 1000)).padStart(2, "0")}.${String(rest % 1000).padStart(3, "0")}`;
}

export type Destination = { readonly frame: number } | { readonly seconds: number };

/** "120" is a frame; "1:15.04", "0:04" and "75.04s" are times; null is neither. */
export function readDestination(text: string): Destination | null {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) return { frame: Number(trimmed) };
  const clock = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(trimmed);
  if (clock) {
    const [hours = 0, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
    return { seconds: hours * 3600 + minutes * 60 + seconds };
  }
  const plain = /^(\d+(?:\.\d+)?)\s*s$/.exec(trimmed);
  return plain ? { seconds: Number(plain[1]) } : null;
}
