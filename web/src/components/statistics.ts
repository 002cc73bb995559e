/** The two small formulas the screens need. */

export interface Interval {
  low: number;
  high: number;
}

/** Wilson's score interval of a share, 95 %: honest for few comparisons, never outside 0–1. */
export function wilsonInterval(successes: number, total: number, z = 1.96): Interval | null {
  if (total === 0) return null;
  const share = successes / total;
  const denominator = 1 + (z * z) / total;
  const center = (share + (z * z) / (2 * total)) / denominator;
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}

/** When the open tasks end at the pace of the busiest and of the slowest half of the hours worked, in hours from now. */
export function finishRange(completedByHour: readonly number[], open: number): Interval | null {
  const worked = completedByHour.filter((count) => count > 0).sort((a, b) => a - b);
  if (worked.length < 2 || open === 0) return null;
  const share = worked.length / completedByHour.length;
  const middle = Math.floor(worked.length / 2);
  const pace = (hours: number[]) => (hours.reduce((sum, count) => sum + count, 0) / hours.length) * share;
  return { low: open / pace(worked.slice(middle)), high: open / pace(worked.slice(0, Math.max(1, middle))) };
}
