import { expect, test } from "vitest";
import { relabelSelected } from "./answerKeys";
import type { Answer, Label, Link, Ontology } from "./contract";
import { finishRelation } from "./relations";
import { armedRole, fillRole, handleRoleKey } from "./roleKeys";
import { isArgument, isOpen, linkTitle, misfitOps, openRole, rolesOf } from "./roles";
import { createAnswerStore } from "./store";

const ATTACK: Label = {
  name: "attack",
  title: "Attack",
  roles: [
    { name: "old", retired: true },
    { name: "attacker", title: "Attacker", labels: ["person"], least: 1, most: 1 },
    { name: "target", labels: ["person", "attack"] },
  ],
};
const ONTOLOGY: Ontology = {
  labels: [ATTACK, { name: "person", title: "Person" }],
  relations: [{ name: "knows", title: "knows", from: ["attack"] }],
};

/** Capital letters are attacks, small ones people; links are written as [role, from, to]. */
function answerOf(marks: string, ...links: [string, string, string][]): Answer {
  return {
    annotations: [...marks].map((uuid) => ({
      uuid,
      type: "span",
      label: uuid < "a" ? "attack" : "person",
      attributes: {},
    })),
    global_attributes: {},
    links: links.map(([type, from, to], index): Link => ({ uuid: `l${index}`, type, from, to, attributes: {} })),
  };
}

function deskOf(answer: Answer, ...selection: string[]) {
  const store = createAnswerStore({ answer });
  store.select(selection);
  const context = { store, ontology: ONTOLOGY };
  const press = (chord: string) => handleRoleKey(chord, context);
  const drawn = () => store.getState().answer.links.map(({ type, from, to }) => `${type} ${from} ${to}`);
  return { store, context, press, drawn };
}

test("retired roles are not filled any more, but still have a title", () => {
  expect(rolesOf(ONTOLOGY, "attack").map(({ name }) => name)).toEqual(["attacker", "target"]);
  expect(rolesOf(ONTOLOGY, "person")).toEqual([]);
  const answer = answerOf("Aa", ["old", "A", "a"], ["attacker", "A", "a"], ["knows", "A", "a"]);
  expect(answer.links.map((link) => linkTitle(ONTOLOGY, answer, link))).toEqual(["old", "Attacker", "knows"]);
});

test("a role is armed by its number and filled with Enter; the event is selected again", () => {
  const { store, press, drawn } = deskOf(answerOf("Aab"), "A");
  expect(press("Alt+1")).toBe(true);
  store.select(["b"]);
  expect(press("Enter")).toBe(true);
  expect(drawn()).toEqual(["attacker A b"]);
  expect(store.getState()).toMatchObject({ linking: null, selection: ["A"] });
});

test("what does not fit is not taken, and the role waits on", () => {
  const { store, context, press, drawn } = deskOf(answerOf("ABa"), "A");
  press("Alt+1");
  store.select(["B"]);
  expect(press("Enter")).toBe(true);
  expect(finishRelation(store, ONTOLOGY, "B")).toBe(false);
  expect(fillRole(context, "A")).toBe(false);
  expect(drawn()).toEqual([]);
  expect(armedRole(context)?.role.name).toBe("attacker");
});

test("while another thing is looked at, the number still means the event's roles", () => {
  const { store, context, press } = deskOf(answerOf("Aa"), "A");
  press("Alt+1");
  store.select(["a"]);
  press("Alt+2");
  expect(armedRole(context)?.role.name).toBe("target");
  press("Alt+2");
  expect(armedRole(context)).toBe(null);
});

test("without an event in hand the keys are free", () => {
  expect(deskOf(answerOf("Aa"), "a").press("Alt+1")).toBe(false);
  expect(deskOf(answerOf("Aa"), "A").press("Alt+3")).toBe(false);
  expect(deskOf(answerOf("Aa"), "A").press("Enter")).toBe(false);
});

test("where one has room, it is exchanged; where several have, they gather", () => {
  const { context, press, drawn } = deskOf(answerOf("Aab"), "A");
  for (const [chord, uuid] of [
    ["Alt+1", "a"],
    ["Alt+1", "b"],
    ["Alt+2", "a"],
    ["Alt+2", "b"],
    ["Alt+2", "b"],
  ] as const) {
    press(chord);
    fillRole(context, uuid);
  }
  expect(drawn()).toEqual(["attacker A b", "target A a", "target A b"]);
  press("Alt+Shift+2");
  expect(drawn()).toEqual(["attacker A b", "target A a"]);
});

test("an event that lacks an argument is open", () => {
  expect(openRole(answerOf("Aa"), ONTOLOGY)).toMatchObject({ uuid: "A", role: { name: "attacker" }, count: 0 });
  expect(openRole(answerOf("Aa", ["attacker", "A", "a"]), ONTOLOGY)).toBe(null);
  expect(isOpen({ name: "r", most: 1 }, 2)).toBe(true);
});

test("relabelling takes away what no longer fits, in one step", () => {
  const answer = answerOf("ABa", ["attacker", "A", "a"], ["target", "B", "A"], ["knows", "B", "a"]);
  const { store, drawn } = deskOf(answer, "A");
  expect(relabelSelected(store, ONTOLOGY, { name: "person", title: "Person" })).toBe(true);
  expect(drawn()).toEqual(["target B A", "knows B a"]);
  store.undo();
  expect(drawn()).toHaveLength(3);
  const [first] = answer.annotations;
  expect(misfitOps(answer, ONTOLOGY, first ? [first] : [])).toEqual([]);
});

test("arguments are told from relations, and those of retired roles are none", () => {
  const answer = answerOf("Aa", ["attacker", "A", "a"], ["knows", "A", "a"], ["old", "A", "a"]);
  expect(answer.links.map((link) => isArgument(ONTOLOGY, answer, link))).toEqual([true, false, false]);
});
