import { expect, test } from "vitest";
import type { Plan } from "../../api";
import { findEffort } from "./proof";

const PLAN: Plan = { expected: 0.98, seconds_per_audit: 10, audits_per_day: 50, targets: [] };

test("what is still to be done shrinks by what was audited", () => {
  const effort = findEffort({ target: 0.95, audits: 300, powered: null }, PLAN, 100);
  expect(effort).toEqual({ more: 200, seconds: 2_000, days: 4 });
});

test("beliefs that explain something make it fewer, never more", () => {
  expect(findEffort({ target: 0.95, audits: 300, powered: 220 }, PLAN, 100)?.more).toBe(120);
  expect(findEffort({ target: 0.95, audits: 300, powered: 320 }, PLAN, 100)?.more).toBe(200);
});

test("nothing is left to do once enough was audited", () => {
  expect(findEffort({ target: 0.9, audits: 80, powered: null }, PLAN, 100)?.more).toBe(0);
});

test("no number of audits proves what is not so", () => {
  expect(findEffort({ target: 0.999, audits: null, powered: null }, PLAN, 100)).toBeNull();
});

test("without a pace there is no date", () => {
  const plan = { ...PLAN, audits_per_day: null, seconds_per_audit: null };
  expect(findEffort({ target: 0.95, audits: 300, powered: null }, plan, 0)).toEqual({
    more: 300,
    seconds: null,
    days: null,
  });
});
