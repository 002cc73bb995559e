import { expect, test } from "vitest";
import { addressOf, canStop, isPriced, lastRunOf, stateOf } from "./reading";

const learnt = { questions: { mood: { accuracy: 0.9 } } };

test("a learned model waits until it knows something, and learns whenever it runs", () => {
  expect(stateOf({ kind: "learned", status: "idle", facts: {} })).toBe("waiting");
  expect(stateOf({ kind: "learned", status: "running", facts: {} })).toBe("learning");
  expect(stateOf({ kind: "learned", status: "idle", facts: learnt })).toBe("idle");
  expect(stateOf({ kind: "learned", status: "stopped", facts: learnt })).toBe("stopped");
  expect(stateOf({ kind: "chat", status: "running", facts: {} })).toBe("running");
  expect(stateOf({ kind: "chat", status: "idle", facts: {} })).toBe("idle");
});

test("a model that never moved has no last run", () => {
  expect(lastRunOf({ created_at: "2026-01-01T00:00:00Z", moved_at: "2026-01-01T00:00:00Z" })).toBeNull();
  expect(lastRunOf({ created_at: "2026-01-01T00:00:00Z", moved_at: "2026-01-02T00:00:00Z" })).toContain("01-02");
});

test("what runs, comes back or follows by itself can be stopped", () => {
  expect(canStop({ kind: "chat", status: "running", retry_at: null })).toBe(true);
  expect(canStop({ kind: "chat", status: "idle", retry_at: null })).toBe(false);
  expect(canStop({ kind: "chat", status: "stopped", retry_at: "2026-01-01T00:00:00Z" })).toBe(true);
  expect(canStop({ kind: "chat", status: "stopped", retry_at: null })).toBe(false);
  expect(canStop({ kind: "learned", status: "idle", retry_at: null })).toBe(true);
});

test("a model of one's own has no cost to show", () => {
  expect(isPriced({ settings: {} })).toBe(false);
  expect(isPriced({ settings: { price_in_micros: 0, most_cost_micros: 0 } })).toBe(false);
  expect(isPriced({ settings: { price_out_micros: 5 } })).toBe(true);
});

test("an address is told by its host and the model's name there", () => {
  expect(addressOf({ settings: {} })).toBeNull();
  expect(addressOf({ settings: { url: "https://m.example:8080/v1", model: "small" } })).toBe("small · m.example:8080");
  expect(addressOf({ settings: { url: "http://b.example" } })).toBe("b.example");
});
