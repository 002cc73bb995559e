import { expect, test } from "vitest";
import { acceptedTasks, doneShare, openTasks, totalTasks } from "./counts";

const COUNTS = { label: 5, review: 2, audit: 1, done: 14, completed: 12, canceled: 2, error: 1 };

test("canceled and failed tasks end the journey without being accepted", () => {
  expect(acceptedTasks(COUNTS)).toBe(11);
  expect(acceptedTasks({})).toBe(0);
});

test("open tasks are those on the way, all of them together the total", () => {
  expect(openTasks(COUNTS)).toBe(8);
  expect(totalTasks(COUNTS)).toBe(22);
});

test("without tasks there is no share", () => {
  expect(doneShare({})).toBeNull();
  expect(doneShare({ label: 1, done: 3, completed: 3 })).toBe(0.75);
});
