/** How standings are drawn. Pure. */
interface Interval {
  readonly low: number;
  readonly high: number;
}

/** One scale for all intervals, with a little room at both ends. */
export function scaleOf(standings: readonly Interval[]): Interval {
  const low = Math.min(...standings.map((each) => each.low));
  const high = Math.max(...standings.map((each) => each.high));
  const room = Math.max((high - low) * 0.03, 1);
  return { low: low - room, high: high + room };
}

/** Where a score lies on the scale, in percent. */
export function placeOn({ low, high }: Interval, score: number): number {
  return Math.max(0, Math.min(100, ((score - low) / (high - low)) * 100));
}

/** The ranks that a model may have: "2", or "1–3". */
export function rankRange({ best_rank, worst_rank }: { best_rank: number; worst_rank: number }): string {
  return best_rank === worst_rank ? String(best_rank) : `${best_rank}–${worst_rank}`;
}
