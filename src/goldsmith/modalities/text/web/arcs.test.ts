import { expect, test } from "vitest";
import { type Arc, placeTitles } from "./arcs";

const arc = (uuid: string, x1: number, x2: number, title = "Employer"): Arc => ({
  uuid,
  from: [x1, 100],
  to: [x2, 100],
  title,
});

function covered(arcs: readonly Arc[]): number {
  const boxes = placeTitles(arcs).map(({ x, y }, place) => {
    const half = (arcs[place]?.title.length ?? 0) * 3;
    return { left: x - half, right: x + half, top: y - 12, bottom: y };
  });
  return boxes.filter((one, place) =>
    boxes
      .slice(place + 1)
      .some((two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom),
  ).length;
}

test("a title stands in the middle of its arc", () => {
  const [place] = placeTitles([arc("a", 0, 200)]);
  expect(place?.x).toBe(100);
  expect(place?.y).toBeLessThan(100);
});

test("titles of arcs from one trigger do not cover each other", () => {
  expect(covered([arc("a", 100, 40), arc("b", 100, 160), arc("c", 100, 130, "Place"), arc("d", 100, 60, "Tool")])).toBe(
    0,
  );
});

test("titles of several arcs between the same two words do not cover each other", () => {
  expect(covered(["a", "b", "c", "d", "e", "f", "g"].map((uuid) => arc(uuid, 0, 20)))).toBe(0);
});

test("arcs far from each other keep their titles in the middle", () => {
  const places = placeTitles([arc("a", 0, 200), arc("b", 400, 600)]);
  expect(places.map(({ x }) => x)).toEqual([100, 500]);
});
