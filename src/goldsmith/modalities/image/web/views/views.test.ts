import type { Answer, Shape } from "@goldsmith/editors";
import { expect, test } from "vitest";
import { digitOf, viewAfter } from "./keys";
import {
  added,
  answerIn,
  byView,
  changed,
  countByView,
  elsewhere,
  groupedAcross,
  overlaysIn,
  placedIn,
  viewNames,
} from "./views";

const box = (uuid: string, view?: number): Shape => ({
  uuid,
  type: "box",
  label: "car",
  attributes: {},
  ...(view === undefined ? {} : { view }),
});
const [a, b, c] = [box("a"), box("b", 1), box("c", 2)];
const answer: Answer = {
  annotations: [c, a, b],
  global_attributes: { weather: "rain" },
  links: [{ uuid: "l", type: "same", from: "a", to: "b", attributes: {} }],
};

test("a view has its own shapes, the questions and the links of the whole set", () => {
  expect(answerIn(answer, 0).annotations).toEqual([a]);
  expect(answerIn(answer, 1)).toEqual({ ...answer, annotations: [b] });
  expect(overlaysIn([{ key: "k", title: "t", answer }], 2)[0]?.answer.annotations).toEqual([c]);
  expect(countByView(answer.annotations, 4)).toEqual([1, 1, 1, 0]);
});

test("what is put lies in the view in hand, and the first goes without saying", () => {
  expect(placedIn(1, { op: "put", annotation: a })).toEqual([{ op: "put", annotation: { ...a, view: 1 } }]);
  const [put] = placedIn(0, [{ op: "put", annotation: b }]);
  expect(put?.op === "put" && "view" in put.annotation).toBe(false);
  expect(placedIn(1, [{ op: "remove", uuid: "a" }])).toEqual([{ op: "remove", uuid: "a" }]);
});

test("a change in sight keeps the view, one out of sight calls for another", () => {
  expect(elsewhere(changed([a], [a, b]), 0)).toBe(1);
  expect(elsewhere(changed([a, b, c], [a]), 0)).toBe(1);
  expect(elsewhere(changed([a, b], [b, { ...a }]), 0)).toBe(null);
  expect(elsewhere(changed([a, b], [b, a]), 2)).toBe(null);
  expect(elsewhere(added([a, b], [a]), 0)).toBe(null);
});

test("Tab and the list walk picture by picture", () => {
  expect(answer.annotations.toSorted(byView)).toEqual([a, b, c]);
});

test("a group may join shapes of several pictures; within one the editor does it", () => {
  expect(groupedAcross(answer.annotations, ["a", "c"], "g")).toEqual([
    { op: "put", annotation: { ...c, group: "g" } },
    { op: "put", annotation: { ...a, group: "g" } },
  ]);
  expect(groupedAcross([...answer.annotations, box("d", 1)], ["b", "d"], "g")).toEqual([]);
});

test("keys go round, and to a view by its number", () => {
  expect([viewAfter("Alt+PageDown", 2, 3), viewAfter("Alt+PageUp", 0, 3)]).toEqual([0, 2]);
  expect([viewAfter("Alt+2", 0, 3), viewAfter("Alt+4", 0, 3), viewAfter("Alt+0", 0, 12)]).toEqual([1, null, 9]);
  expect([viewAfter("PageDown", 0, 3), viewAfter("Alt+A", 0, 3)]).toEqual([null, null]);
  expect([digitOf(0), digitOf(9), digitOf(10)]).toEqual(["1", "0", null]);
});

test("names are those of the content, whatever it holds", () => {
  const assets = [1, 2].map((number) => ({ name: `${number}`, url: null, media_type: null, facts: null }));
  expect(viewNames({ content: { views: ["front", 3] }, assets })).toEqual(["front", ""]);
  expect(viewNames({ content: {}, assets })).toEqual(["", ""]);
});
