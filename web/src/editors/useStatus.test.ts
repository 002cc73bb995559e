import { renderHook } from "@testing-library/react";
import type { TFunction } from "i18next";
import { expect, test, vi } from "vitest";
import { type Note, useStatus } from "./useStatus";

const t = ((text: string, values: object) => `${text} ${Object.values(values).join(" ")}`.trim()) as TFunction<string>;

function open(note: Note | null, place: string | null) {
  const onStatus = vi.fn();
  const { rerender } = renderHook((now) => useStatus(onStatus, t, now.note, now.place), {
    initialProps: { note, place },
  });
  return { onStatus, rerender };
}

test("the place is said alone while there is nothing to tell", () => {
  const { onStatus } = open(null, "frame 1");
  expect(onStatus.mock.lastCall).toEqual(["frame 1"]);
});

test("a place that moves by itself leaves the note standing", () => {
  const { onStatus, rerender } = open({ text: "begun", values: { frame: 1 } }, "frame 1");
  rerender({ note: { text: "begun", values: { frame: 1 } }, place: "frame 2" });
  expect(onStatus.mock.lastCall).toEqual(["begun 1 · frame 2"]);
});

test("nothing is said twice, and nothing before there is a place", () => {
  const { onStatus, rerender } = open({ text: "begun" }, null);
  expect(onStatus).not.toHaveBeenCalled();
  rerender({ note: { text: "begun" }, place: "frame 1" });
  rerender({ note: { text: "begun" }, place: "frame 1" });
  expect(onStatus.mock.calls).toEqual([["begun · frame 1"]]);
});
