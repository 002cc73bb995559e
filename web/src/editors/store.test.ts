import { describe, expect, test } from "vitest";
import { applyOps, buildingOps, EMPTY_ANSWER, invertOps, removalOps } from "./answer";
import type { Answer, Op, Shape } from "./contract";
import { createAnswerStore } from "./store";

const box = (uuid: string, left = 0): Shape => ({ uuid, type: "box", label: "car", attributes: {}, left });
const put = (shape: Shape): Op => ({ op: "put", annotation: shape });
const link = (uuid: string, from: string, to: string): Op => ({
  op: "link",
  link: { uuid, type: "on", from, to, attributes: {} },
});

describe("an answer is a fold of operations", () => {
  test("put adds, then replaces in place", () => {
    const answer = applyOps(EMPTY_ANSWER, [put(box("a")), put(box("b")), put(box("a", 5))]);
    expect(answer.annotations.map(({ uuid, left }) => [uuid, left])).toEqual([
      ["a", 5],
      ["b", 0],
    ]);
  });

  test("an empty value takes the answer to a question away", () => {
    const answer = applyOps(EMPTY_ANSWER, [
      { op: "set", name: "tone", value: "good" },
      { op: "set", name: "topics", value: [] },
      { op: "set", name: "tone", value: null },
    ]);
    expect(answer.global_attributes).toEqual({});
  });

  test("removing an object takes its relations along", () => {
    const answer = applyOps(EMPTY_ANSWER, [put(box("a")), put(box("b")), link("l", "a", "b")]);
    expect(applyOps(answer, removalOps(answer, ["b"])).links).toEqual([]);
  });

  test("inverse operations lead back from any sequence", () => {
    const start = applyOps(EMPTY_ANSWER, [put(box("a")), { op: "set", name: "tone", value: "good" }]);
    const ops: Op[] = [
      put(box("a", 9)),
      put(box("b")),
      link("l", "a", "b"),
      { op: "set", name: "tone", value: "bad" },
      { op: "unlink", uuid: "l" },
      { op: "remove", uuid: "a" },
      put(box("a", 3)),
    ];
    const back = applyOps(applyOps(start, ops), invertOps(start, ops));
    expect(byUuid(back)).toEqual(byUuid(start));
  });

  test("building operations make the same answer from nothing", () => {
    const answer = applyOps(EMPTY_ANSWER, [put(box("a")), put(box("b")), link("l", "a", "b")]);
    expect(applyOps(EMPTY_ANSWER, buildingOps(answer))).toEqual(answer);
  });
});

describe("the answer store", () => {
  test("one dispatch is one step of undo", () => {
    const store = createAnswerStore();
    store.dispatch([put(box("a")), put(box("b"))]);
    store.dispatch(put(box("c")));
    store.undo();
    expect(uuids(store)).toEqual(["a", "b"]);
    store.undo();
    expect(uuids(store)).toEqual([]);
    store.redo();
    store.redo();
    expect(uuids(store)).toEqual(["a", "b", "c"]);
  });

  test("a new step forgets what was undone", () => {
    const store = createAnswerStore();
    store.dispatch(put(box("a")));
    store.undo();
    store.dispatch(put(box("b")));
    store.redo();
    expect(uuids(store)).toEqual(["b"]);
  });

  test("the log names every operation in order, undo included", () => {
    const store = createAnswerStore();
    const log: Op[] = [];
    store.onOps((ops) => log.push(...ops));
    store.dispatch(put(box("a")));
    store.undo();
    expect(log.map(({ op }) => op)).toEqual(["put", "remove"]);
  });

  test("a pre-label is unconfirmed until it is touched, and again after undo", () => {
    const hypothesis = { annotations: [box("a"), box("b")] };
    const store = createAnswerStore({ answer: hypothesis, hypothesis });
    store.dispatch(put(box("a", 4)));
    expect([...store.getState().unconfirmed]).toEqual(["b"]);
    store.undo();
    expect([...store.getState().unconfirmed]).toEqual(["a", "b"]);
    store.confirm(["b"]);
    expect([...store.getState().unconfirmed]).toEqual(["a"]);
  });

  test("what a machine proposes meanwhile is unconfirmed until it is changed or accepted, and again after undo", () => {
    const store = createAnswerStore({ answer: { annotations: [box("a"), box("b")] } });
    store.propose(box("a", 5));
    expect([...store.getState().unconfirmed]).toEqual(["a"]);
    store.confirm(["a"]);
    expect(store.getState().unconfirmed.size).toBe(0);
    store.undo();
    expect([...store.getState().unconfirmed]).toEqual(["a"]);
    store.dispatch({ op: "put", annotation: box("a", 9) });
    expect(store.getState().unconfirmed.size).toBe(0);
    store.undo();
    store.undo();
    expect(store.getState().unconfirmed.size).toBe(0);
  });

  test("a restored draft keeps the untouched pre-labels unconfirmed", () => {
    const hypothesis = { annotations: [box("a"), box("b")] };
    const store = createAnswerStore({ answer: { annotations: [box("a"), box("b", 7)] }, hypothesis });
    expect([...store.getState().unconfirmed]).toEqual(["a"]);
  });

  test("what is removed is no longer selected", () => {
    const store = createAnswerStore({ answer: { annotations: [box("a"), box("b")] } });
    store.select(["a", "b"]);
    store.dispatch({ op: "remove", uuid: "a" });
    expect(store.getState().selection).toEqual(["b"]);
  });

  test("an undone removal puts everything back where it was", () => {
    const answer = { ...EMPTY_ANSWER, annotations: [box("a"), box("b"), box("c")], global_attributes: { x: 1, y: 2 } };
    const store = createAnswerStore({ answer });
    const first = JSON.stringify(store.getState().answer);
    store.dispatch({ op: "remove", uuid: "a" });
    store.dispatch({ op: "set", name: "x", value: null });
    const last = JSON.stringify(store.getState().answer);
    store.undo();
    store.undo();
    expect(JSON.stringify(store.getState().answer)).toBe(first);
    store.redo();
    store.redo();
    expect(JSON.stringify(store.getState().answer)).toBe(last);
  });
});

function uuids(store: ReturnType<typeof createAnswerStore>): string[] {
  return store.getState().answer.annotations.map(({ uuid }) => uuid);
}

function byUuid(answer: Answer): Answer {
  return { ...answer, annotations: answer.annotations.toSorted((a, b) => a.uuid.localeCompare(b.uuid)) };
}
