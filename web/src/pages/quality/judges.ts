/** What a judge's distance from people says. Pure. */
interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly of: number;
}

interface Verdict {
  readonly kind: "alike" | "better" | "worse";
  /** Points of percent, all of them positive where the difference is sure. */
  readonly points: { readonly by: number; readonly low: number; readonly high: number };
}

/** `short` is the ceiling less the agreement; null where nothing was compared. */
export function verdictOf({ value, low, high, of }: Share): Verdict | null {
  if (of === 0) return null;
  const points = (...shares: [number, number, number]) => {
    const [by, from, to] = shares.map((share) => Math.round(share * 100)) as [number, number, number];
    return { by, low: from, high: to };
  };
  if (low > 0) return { kind: "worse", points: points(value, low, high) };
  if (high < 0) return { kind: "better", points: points(-value, -high, -low) };
  return { kind: "alike", points: points(value, low, high) };
}
