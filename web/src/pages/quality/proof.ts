/** What the audits prove, and what more would take. */
import type { Accuracy, Plan, PlanTarget } from "../../api";
import { formatShare } from "../../components/format";

/** The contract is kept: the audits alone put the accuracy at its target or above, with its confidence. */
export function isProved({ at_least, target }: Accuracy): boolean {
  return at_least >= target;
}

/** Savings below half a percent are none to speak of. */
export const LEAST_SAVED = 0.005;

export interface Effort {
  /** Audits beyond those made. */
  more: number;
  seconds: number | null;
  /** At the pace of the last two weeks; null while nobody audits. */
  days: number | null;
}

/** What is still to be done for a target; null where no number of audits is likely to prove it. */
export function findEffort({ audits, powered }: PlanTarget, plan: Plan, audited: number): Effort | null {
  if (audits === null) return null;
  const more = Math.max(0, Math.min(audits, powered ?? audits) - audited);
  return {
    more,
    seconds: plan.seconds_per_audit === null ? null : more * plan.seconds_per_audit,
    days: plan.audits_per_day === null ? null : more / plan.audits_per_day,
  };
}

/** 0.95 → "95 %", 0.985 → "98.5 %". */
export function formatTarget(target: number): string {
  return formatShare(target, Number.isInteger(Math.round(target * 10_000) / 100) ? 0 : 1);
}
