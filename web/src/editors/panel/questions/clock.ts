/** Seconds as people write them. Pure. */

/** "1:15.5", "1:02:03" or "75.5" → seconds; null where it is none of these. */
export function readClock(text: string): number | null {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return null;
  const seconds = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round(seconds * 1000) / 1000;
}

/** 75.5 → "1:15.5". */
export function showClock(seconds: number): string {
  const whole = Math.round(seconds * 1000) / 1000;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(Math.round((whole % 60) * 1000) / 1000);
  const padded = /^\d(\.|$)/.test(rest) ? `0${rest}` : rest;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${padded}` : `${minutes}:${padded}`;
}
