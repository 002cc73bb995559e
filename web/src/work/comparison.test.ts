import { expect, test } from "vitest";
import { applyOps, EMPTY_ANSWER } from "../editors/answer";
import type { GivenAnswer } from "./claim";
import { type ComparedObject, isTaken, leaveOut, marksOf, standingShape, takeMark } from "./comparison";

const box = (uuid: string, left: number) => ({ uuid, type: "box", label: "car", attributes: {}, left });
const given = (id: string, left: number): GivenAnswer => ({
  annotation_id: id,
  labeler: null,
  answer: { ...EMPTY_ANSWER, annotations: [box("same", left)] },
  seconds: null,
});
const ANSWERS = [given("annotation_1", 10), given("annotation_2", 20)];
const mark = (id: string) => ({ annotation_id: id, uuid: "same", label: "car" });
const agreed: ComparedObject = {
  marks: [mark("annotation_1"), mark("annotation_2")],
  missing: [],
  accepted_uuid: "kept",
  agreement: 0.8,
};
const lonely: ComparedObject = {
  ...agreed,
  marks: [mark("annotation_2")],
  missing: ["annotation_1"],
  accepted_uuid: null,
};
const consensus = { ...EMPTY_ANSWER, annotations: [box("kept", 15)] };

test("taking somebody's mark keeps the name of what stands", () => {
  const [first, second] = marksOf(agreed, ANSWERS);
  if (!first || !second) throw new Error("both labelers marked it");
  const taken = applyOps(consensus, takeMark(agreed, second));
  expect(taken.annotations).toEqual([{ ...box("kept", 20) }]);
  expect(isTaken(second, standingShape(agreed, taken))).toBe(true);
  expect(isTaken(first, standingShape(agreed, taken))).toBe(false);
});

test("a thing that the consensus left out can be taken, taken again and left out", () => {
  const [only] = marksOf(lonely, ANSWERS);
  if (!only) throw new Error("one labeler marked it");
  const taken = applyOps(consensus, [...takeMark(lonely, only), ...takeMark(lonely, only)]);
  expect(taken.annotations).toHaveLength(2);
  expect(applyOps(taken, leaveOut(lonely, taken))).toEqual(consensus);
  expect(leaveOut(lonely, consensus)).toEqual([]);
});
