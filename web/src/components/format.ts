/** Numbers, shares, spans of time and sizes as a person reads them. */

const whole = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export function formatCount(count: number): string {
  return count >= 1_000_000 ? compact.format(count) : whole.format(count);
}

/** 0.9688 → "96.9 %"; a narrow no-break space keeps number and sign together. */
export function formatShare(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}\u202f%`;
}

export function formatInterval(low: number, high: number): string {
  return `${(low * 100).toFixed(1)}–${formatShare(high)}`;
}

/** Millionths of a currency as "€1.25"; cents are split where there is nothing else. */
export function formatMoney(micros: number, currency: string): string {
  const amount = micros / 1_000_000;
  const digits = amount !== 0 && Math.abs(amount) < 0.1 ? 4 : 2;
  return new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: digits }).format(amount);
}

/** Seconds as "8.2 s", "3 min", "2 h 05 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds > 0 && seconds < 10 ? 1 : 0)}\u202fs`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}\u202fmin`;
  return `${Math.floor(minutes / 60)}\u202fh ${String(minutes % 60).padStart(2, "0")}\u202fmin`;
}

const SIZES = ["B", "kB", "MB", "GB", "TB"];

export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < SIZES.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size.toFixed(unit === 0 || size >= 100 ? 0 : 1)}\u202f${SIZES[unit]}`;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "5 min. ago"; within a minute, "now". */
export function formatRelative(at: string, now: number = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, "second");
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function formatExact(at: string): string {
  return exact.format(new Date(at));
}

export function formatDay(at: string | number | Date): string {
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** The end of an id, enough to tell neighbours apart. */
export function shortId(id: string): string {
  return id.length > 12 ? `…${id.slice(-8)}` : id;
}

/** A moment as a field of type `datetime-local` holds it, to the minute in the reader's own time zone; empty for none. */
export function toLocalTime(at: string | null | undefined): string {
  if (!at) return "";
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment that such a field names, or null when it is empty. */
export function fromLocalTime(local: string): string | null {
  return local === "" ? null : new Date(local).toISOString();
}
