import { beforeEach, describe, expect, test } from "vitest";
import { handleAnswerKey } from "./answerKeys";
import type { Ontology, Shape } from "./contract";
import { assignHotkeys } from "./hotkeys";
import { type AnswerStore, createAnswerStore } from "./store";

const shape = (uuid: string, label: string, start: number): Shape => ({
  uuid,
  type: "span",
  label,
  attributes: {},
  start,
});
const ontology: Ontology = {
  labels: [
    { name: "person", title: "Person" },
    { name: "place", title: "Place" },
  ],
  relations: [
    { name: "knows", title: "knows", from: ["person"], to: ["person"] },
    { name: "lives", title: "lives in", from: ["person"], to: ["place"] },
  ],
};

let store: AnswerStore;
let pressed: string[];

beforeEach(() => {
  const answer = { annotations: [shape("b", "person", 9), shape("a", "person", 1), shape("c", "place", 20)] };
  store = createAnswerStore({ answer, hypothesis: { annotations: [shape("a", "person", 1)] } });
  pressed = [];
});

function press(key: string, init: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, ...init });
  Object.defineProperty(event, "target", { value: document.body });
  return handleAnswerKey(event, {
    store,
    ontology,
    hotkeys: assignHotkeys(ontology),
    compare: (one, other) => (one.start as number) - (other.start as number),
    readOnly: false,
    pressLabel: (label) => pressed.push(label),
  });
}

describe("the keys every editor shares", () => {
  test("Tab walks the objects in the editor's order and then leaves to the next control", () => {
    const walked = ["Tab", "Tab", "Tab"].map((key) => press(key) && store.getState().selection[0]);
    expect(walked).toEqual(["a", "b", "c"]);
    expect(press("Tab")).toBe(false);
    expect(press("Tab", { shiftKey: true })).toBe(true);
    expect(store.getState().selection).toEqual(["c"]);
  });

  test("a digit presses its label", () => {
    press("2", { code: "Digit2" });
    expect(pressed).toEqual(["place"]);
  });

  test("Delete removes what is selected and is left alone when nothing is", () => {
    expect(press("Delete")).toBe(false);
    store.select(["b"]);
    press("Delete");
    expect(store.getState().answer.annotations).toHaveLength(2);
  });

  test("Space goes to the first pre-label, then accepts it", () => {
    press(" ");
    expect(store.getState().selection).toEqual(["a"]);
    press(" ");
    expect(store.getState().unconfirmed.size).toBe(0);
    expect(press(" ")).toBe(false);
  });

  test("Space accepts and Delete refuses pre-labels one after another", () => {
    const hypothesis = { annotations: ["a", "b", "c"].map((uuid, index) => shape(uuid, "person", index)) };
    store = createAnswerStore({ answer: hypothesis, hypothesis });
    press(" ");
    press("Delete");
    expect(store.getState().selection).toEqual(["b"]);
    press(" ");
    expect(store.getState().selection).toEqual(["c"]);
    press("Delete");
    expect(store.getState().selection).toEqual([]);
    expect(store.getState().answer.annotations.map(({ uuid }) => uuid)).toEqual(["b"]);
    store.undo();
    expect([...store.getState().unconfirmed]).toEqual(["c"]);
  });

  test("a relation is drawn by R, Tab and Enter, with the relation that fits the two", () => {
    store.select(["a"]);
    press("r");
    store.select(["c"]);
    press("Enter");
    expect(store.getState().answer.links.map(({ type, from, to }) => [type, from, to])).toEqual([["lives", "a", "c"]]);
    expect(press("Enter")).toBe(false);
  });

  test("R again turns to the next relation", () => {
    store.select(["a"]);
    press("r");
    press("r");
    expect(store.getState().linking?.type).toBe("lives");
  });

  test("Escape steps back one thing at a time", () => {
    store.setActiveLabel("person");
    store.select(["a"]);
    press("r");
    expect([press("Escape"), press("Escape"), press("Escape"), press("Escape")]).toEqual([true, true, true, false]);
  });
});
