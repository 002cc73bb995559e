/** Times as people read and write them. Pure. */

/** 3675.04 seconds are "1:01:15.040"; 75.04 are "1:15.040". */
export function showTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const [hours, rest] = [Math.floor(milliseconds / 3_600_000), milliseconds % 3_600_000];
  const [minutes, left] = [Math.floor(rest / 60_000), rest % 60_000];
  const clock = `${String(Math.floor(left / 1000)).padStart(2, "0")}.${String(left % 1000).padStart(3, "0")}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${clock}` : `${minutes}:${clock}`;
}

/** "1:01:15.04", "1:15" and "75.04" are times in seconds; null is none. */
export function readTime(text: string): number | null {
  const found = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)$/.exec(text.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number((part ?? "0").replace(",", ".")));
  return (hours as number) * 3600 + (minutes as number) * 60 + (seconds as number);
}

/** A tick of the ruler, without digits that say nothing. */
export function showTick(seconds: number, step: number): string {
  const whole = showTime(seconds);
  return step >= 1 ? whole.slice(0, -4) : step >= 0.1 ? whole.slice(0, -2) : whole;
}
