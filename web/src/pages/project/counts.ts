/** Reading a project's folded counters. An absent counter is zero. */
import type { Counts } from "../../api";

/** The journey's stops that the overview draws, in order. */
export const JOURNEY = ["ingest", "label", "reconcile", "review", "audit", "done"] as const;
export type JourneyStage = (typeof JOURNEY)[number];

const UNDRAWN = ["curate", "prelabel", "route", "deliver"] as const;

export function count(counts: Counts, name: string): number {
  return counts[name] ?? 0;
}

/** Tasks that still want work: everything on the way. */
export function openTasks(counts: Counts): number {
  return [...JOURNEY.slice(0, -1), ...UNDRAWN].reduce((sum, stage) => sum + count(counts, stage), 0);
}

/** Tasks at the end of the journey with an accepted answer; canceled and failed ones end there too. */
export function acceptedTasks(counts: Counts): number {
  return Math.max(0, count(counts, "done") - count(counts, "canceled") - count(counts, "error"));
}

export function totalTasks(counts: Counts): number {
  return openTasks(counts) + count(counts, "done");
}

/** Share of tasks with an accepted answer; null while there are no tasks. */
export function doneShare(counts: Counts): number | null {
  const total = totalTasks(counts);
  return total === 0 ? null : count(counts, "completed") / total;
}
