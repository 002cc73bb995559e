import type { Answer, Shape } from "@goldsmith/editors";
import { describe, expect, test } from "vitest";
import { asksOf, isOpen } from "./asks";
import { type ChatContent, givenGraph } from "./graph";
import {
  conversationOf,
  goOnFrom,
  isPrompt,
  leaveAsItWas,
  nextReply,
  sayAnew,
  type Turn,
  turnAndAfter,
  type Walk,
  walkAside,
  walkTo,
} from "./talking";

const CONTENT: ChatContent = { messages: [{ id: "1", parent: "", role: "system", content: "Be kind." }] };
const START: Walk = new Map();

function said(uuid: string, parent: string, reply = ""): Shape {
  const role = reply ? "assistant" : "user";
  return {
    uuid,
    type: "message",
    label: "turn",
    attributes: {},
    parent,
    role,
    content: `Words of ${uuid}`,
    revises: "",
    reply,
  };
}

const ranked = (after: string, ...groups: string[][]): Shape => ({
  uuid: `ranking of ${after}`,
  type: "ranking",
  label: "overall",
  attributes: {},
  after,
  groups,
  strength: 1,
  all_bad: false,
  shown: groups.flat(),
});

const answerOf = (...annotations: Shape[]): Answer => ({ annotations, global_attributes: {}, links: [] });
const TWO_TURNS = [
  said("u", "1"),
  said("a", "u", "r1"),
  said("b", "u", "r2"),
  ranked("u", ["a"], ["b"]),
  said("v", "a"),
  said("c", "v", "r3"),
];
const at = (walk: Walk, ...annotations: Shape[]) => conversationOf(CONTENT, answerOf(...annotations), "turn", walk);
const line = (walk: Walk, ...annotations: Shape[]) => at(walk, ...annotations).turns.map(({ user }) => user.id);
const turn = (walk: Walk, place: number, ...annotations: Shape[]) => at(walk, ...annotations).turns[place] as Turn;

describe("a conversation that branches", () => {
  test("goes on from the best reply", () => {
    const { turns, tip } = at(START, ...TWO_TURNS);
    expect(turns.map(({ user, best }) => [user.id, best?.id])).toEqual([
      ["u", "a"],
      ["v", "c"],
    ]);
    expect(tip).toBe("c");
  });

  test("goes on from any reply, and what was said after another is kept", () => {
    const walk = goOnFrom(START, turn(START, 0, ...TWO_TURNS), "b");
    expect(line(walk, ...TWO_TURNS)).toEqual(["u"]);
    expect(at(walk, ...TWO_TURNS).tip).toBe("b");
    const more = [...TWO_TURNS, said("w", "b")];
    expect(line(walk, ...more)).toEqual(["u", "w"]);
    expect(line(goOnFrom(walk, turn(walk, 0, ...more), "a"), ...more)).toEqual(["u", "v"]);
  });

  test("the replies come round", () => {
    const first = turn(START, 0, ...TWO_TURNS);
    expect(nextReply(first)).toBe("b");
    expect(nextReply(turn(goOnFrom(START, first, "b"), 0, ...TWO_TURNS))).toBe("a");
  });

  test("a message said anew stands where it stood, and nothing is lost", () => {
    const anew = sayAnew(START, turn(START, 0, ...TWO_TURNS));
    const writing = at(anew, ...TWO_TURNS);
    expect([writing.turns, writing.tip, writing.edited?.content]).toEqual([[], "1", "Words of u"]);
    const both = [...TWO_TURNS, said("x", "1")];
    expect(line(walkTo(anew, at(START, ...both).graph, "x"), ...both)).toEqual(["x"]);
    expect(at(START, ...both).every.map(({ user }) => user.id)).toEqual(["u", "v", "x"]);
  });

  test("one walks between versions, no further than there are", () => {
    const both = [...TWO_TURNS, said("x", "1")];
    const last = turn(START, 0, ...both);
    expect(last.versions.map(({ id }) => id)).toEqual(["u", "x"]);
    expect(walkAside(START, last, 1)).toBeNull();
    const back = walkAside(START, last, -1) as Walk;
    expect(line(back, ...both)).toEqual(["u", "v"]);
  });

  test("leaving a version unwritten shows what it began from", () => {
    const { turns } = at(START, ...TWO_TURNS);
    const first = turns[0] as Turn;
    expect(line(leaveAsItWas(sayAnew(START, first), first.user), ...TWO_TURNS)).toEqual(["u", "v"]);
  });

  test("taking a message back leaves its other versions", () => {
    const both = answerOf(...TWO_TURNS, said("x", "1"), said("d", "x", "r4"));
    const gone = turnAndAfter(both, conversationOf(CONTENT, both, "turn").graph, "x");
    expect(gone).toEqual(["x", "d"]);
  });

  test("a single message is a prompt where nobody replies", () => {
    const label = { name: "prompt", title: "", writing: { role: "user" as const } };
    const mine = answerOf(said("u", "1"));
    expect(isPrompt(label, mine, false)).toBe(true);
    expect(isPrompt(label, mine, true)).toBe(false);
    expect(isPrompt(label, answerOf(said("u", "1"), said("a", "u", "r1")), false)).toBe(false);
    expect(isPrompt({ ...label, writing: { role: "user" as const, turns: 5 } }, mine, false)).toBe(false);
  });

  test("replies in a branch that nobody looks at are still to be ranked", () => {
    const labels = [
      { name: "turn", title: "", shapes: ["message"], writing: { role: "user" as const, turns: 5 } },
      { name: "overall", title: "", shapes: ["ranking"] },
    ];
    const both = answerOf(...TWO_TURNS, said("x", "1"), said("d", "x", "r4"), said("e", "x", "r5"), said("y", "d"));
    const elsewhere = conversationOf(
      CONTENT,
      both,
      "turn",
      walkTo(START, conversationOf(CONTENT, both, "turn").graph, "c"),
    );
    expect(elsewhere.turns.map(({ user }) => user.id)).toEqual(["u", "v"]);
    const graph = givenGraph(CONTENT);
    const open = asksOf({ labels } as never, CONTENT, graph, [], elsewhere.every).filter((ask) => isOpen(ask, both));
    expect(open.map((ask) => ("after" in ask ? ask.after : ask.kind))).toEqual(["x"]);
  });
});
