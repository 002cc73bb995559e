/** When the work will be done. */

export interface Interval {
  low: number;
  high: number;
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
