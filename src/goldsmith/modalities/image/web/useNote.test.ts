import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ImageShape } from "./geometry";
import { useNote } from "./useNote";

const shapesOnce = (): readonly ImageShape[] => [];

function open() {
  const { result, rerender } = renderHook((shapes) => useNote(shapes), { initialProps: shapesOnce() });
  const say = (text: "copied" | "trimNothing" | null) => act(() => result.current[1](text && { text }));
  return { said: () => result.current[0]?.text ?? null, say, rerender };
}

test("a note stands while the shapes stay as they are", () => {
  const shapes = shapesOnce();
  const { said, say, rerender } = open();
  rerender(shapes);
  say("copied");
  rerender(shapes);
  expect(said()).toBe("copied");
});

test("a change of the shapes takes the note back", () => {
  const { said, say, rerender } = open();
  say("copied");
  rerender(shapesOnce());
  expect(said()).toBeNull();
});

test("what is said of a change outlives it, and only it", () => {
  const { said, rerender, say } = open();
  act(() => {
    say("trimNothing");
    rerender(shapesOnce());
  });
  expect(said()).toBe("trimNothing");
  rerender(shapesOnce());
  expect(said()).toBeNull();
});

test("a note that is taken back does not protect the next one", () => {
  const { said, say, rerender } = open();
  say("copied");
  say(null);
  say("trimNothing");
  rerender(shapesOnce());
  expect(said()).toBeNull();
});
