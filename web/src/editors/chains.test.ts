import { expect, test } from "vitest";
import { applyOps } from "./answer";
import { beginChain, handleChainKey, joinChain } from "./chainKeys";
import { chainsOf, joinOps, leaveOps } from "./chains";
import type { Answer, Ontology } from "./contract";
import { createAnswerStore } from "./store";

const ONTOLOGY: Ontology = {
  labels: [{ name: "mention", title: "Mention" }],
  relations: [
    { name: "before", title: "before" },
    { name: "same", title: "is the same as", directed: false, is_equivalence: true },
  ],
};

function answerOf(words: string, ...pairs: string[]): Answer {
  return {
    annotations: [...words].map((uuid) => ({ uuid, type: "span", label: "mention", attributes: {} })),
    global_attributes: {},
    links: pairs.map(([from = "", to = ""], index) => ({
      uuid: `link-${index}`,
      type: "same",
      from,
      to,
      attributes: {},
    })),
  };
}

const membersOf = (answer: Answer) => chainsOf(answer, ONTOLOGY).map(({ members }) => members.join(""));

test("links of any form make the same chains, numbered in reading order", () => {
  expect(membersOf(answerOf("abcde", "ca", "cb"))).toEqual(["abc"]);
  expect(chainsOf(answerOf("abcde", "ed", "ba"), ONTOLOGY).map(({ number, members }) => [number, members[0]])).toEqual([
    [1, "a"],
    [2, "d"],
  ]);
});

test("joining a member joins its whole chain, and nothing is linked twice", () => {
  const answer = answerOf("abcd", "ab", "cd");
  const joined = applyOps(answer, joinOps(answer, "same", ["a", "d"]));
  expect(membersOf(joined)).toEqual(["abcd"]);
  expect(joinOps(joined, "same", ["b", "c"])).toEqual([]);
});

test("who is taken out leaves the others together", () => {
  const star = answerOf("abcd", "ba", "bc", "bd");
  expect(membersOf(applyOps(star, leaveOps(star, "same", "b")))).toEqual(["acd"]);
  const pair = answerOf("ab", "ab");
  expect(membersOf(applyOps(pair, leaveOps(pair, "same", "a")))).toEqual([]);
});

test("a chain is begun, goes on, is walked and parted by keys", () => {
  const store = createAnswerStore({ answer: answerOf("abcd") });
  const context = { store, ontology: ONTOLOGY };
  const press = (uuid: string, chord: string) => {
    store.select([uuid]);
    return handleChainKey(chord, context, false);
  };
  press("a", "Alt+B");
  press("c", "Alt+C");
  press("d", "Alt+C");
  expect(membersOf(store.getState().answer)).toEqual(["acd"]);
  press("d", "Alt+N");
  expect(store.getState().selection).toEqual(["a"]);
  press("a", "Alt+P");
  expect(store.getState().selection).toEqual(["d"]);
  press("a", "Alt+X");
  expect(membersOf(store.getState().answer)).toEqual(["cd"]);
  press("b", "Alt+C");
  expect(membersOf(store.getState().answer)).toEqual(["bcd"]);
});

test("several selected are chained at once, and only readers walk", () => {
  const store = createAnswerStore({ answer: answerOf("abc") });
  const context = { store, ontology: ONTOLOGY };
  store.select(["a", "b", "c"]);
  expect(handleChainKey("Alt+C", context, true)).toBe(false);
  expect(joinChain(context)).toBe(true);
  expect(membersOf(store.getState().answer)).toEqual(["abc"]);
});

test("without an equivalence there is nothing to chain", () => {
  const store = createAnswerStore({ answer: answerOf("ab") });
  store.select(["a"]);
  const plain = { ...ONTOLOGY, relations: [] };
  expect(beginChain({ store, ontology: plain })).toBe(false);
  expect(handleChainKey("Alt+C", { store, ontology: plain }, false)).toBe(false);
});
