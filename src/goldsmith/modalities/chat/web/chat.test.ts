import type { Answer, Label, Op, Shape } from "@goldsmith/editors";
import { describe, expect, test } from "vitest";
import {
  type Ask,
  asksOf,
  firstMistake,
  give,
  givenTo,
  inShownOrder,
  isOpen,
  optionsOf,
  type Ranking,
  spellRanking,
} from "./asks";
import { type ChatContent, givenGraph, type Message, shuffled, stepsOf } from "./graph";
import { makePassage, piecesOf, sentencesOf } from "./spans";
import { placeOf } from "./useAsks";

const EMPTY: Answer = { annotations: [], global_attributes: {}, links: [] };
const said = (key: string, values: Record<string, unknown> = {}) => [key, ...Object.values(values)].join(" ");
const label = (shape: string, more: Partial<Label> = {}): Label => ({
  name: shape,
  title: shape,
  shapes: [shape],
  ...more,
});
const user = { id: "1", parent: "", role: "user", content: "Why?" } as const;
const replies = (...ids: string[]): Message[] =>
  ids.map((id) => ({ id, parent: "1", role: "assistant", content: `Reply ${id}` }));

function asksFor(labels: readonly Label[], content: ChatContent): Ask[] {
  const graph = givenGraph(content);
  return asksOf({ labels }, content, graph, graph.candidates());
}

function apply(answer: Answer, ops: readonly Op[]): Answer {
  let annotations = [...answer.annotations];
  for (const op of ops) {
    if (op.op === "put") {
      const at = annotations.findIndex(({ uuid }) => uuid === op.annotation.uuid);
      annotations = at < 0 ? [...annotations, op.annotation] : annotations.with(at, op.annotation);
    } else if (op.op === "remove") annotations = annotations.filter(({ uuid }) => uuid !== op.uuid);
  }
  return { ...answer, annotations };
}

const only = (answer: Answer): Shape => answer.annotations[0] as Shape;

describe("the tree of messages", () => {
  test("what is compared are the assistant's last alternates, or its last message", () => {
    const two = givenGraph({ messages: [user, ...replies("a", "b")] });
    expect(two.candidates().map(({ id }) => id)).toEqual(["a", "b"]);
    const one = givenGraph({ messages: [user, ...replies("a")] });
    expect(one.candidates().map(({ id }) => id)).toEqual(["a"]);
    expect(givenGraph({ messages: [user] }).candidates()).toEqual([]);
  });

  test("responses that go on for several turns are compared where they part", () => {
    const graph = givenGraph({
      messages: [user, ...replies("a", "b"), { id: "2", parent: "a", role: "user", content: "And?" }],
    });
    expect(graph.branching()).toBe("1");
    expect(graph.path("2").map(({ id }) => id)).toEqual(["1", "a", "2"]);
  });

  test("an order by chance is the same for one seed, and fair over many", () => {
    const messages = replies("a", "b");
    expect(shuffled(messages, "x")).toEqual(shuffled(messages, "x"));
    const firsts = Array.from({ length: 2000 }, (_, seed) => shuffled(messages, `assignment_${seed}`)[0]?.id);
    const share = firsts.filter((id) => id === "a").length / 2000;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.04);
  });

  test("every order of three comes up about as often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = shuffled(replies("a", "b", "c"), `s${seed}`)
        .map(({ id }) => id)
        .join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  test("steps are those given, else paragraphs", () => {
    expect(stepsOf({ ...user, content: "One.\n\n \nTwo\nlines." })).toEqual(["One.", "Two\nlines."]);
    expect(stepsOf({ ...user, steps: ["a", "b"] })).toEqual(["a", "b"]);
  });
});

test("whoever looks at an answer sees the alternates as its labeler did", () => {
  const graph = givenGraph({ messages: [user, ...replies("a", "b", "c")] });
  const ranking = { uuid: "r", type: "ranking", label: "x", attributes: {}, shown: ["c", "a", "b"] };
  const ids = (seed: string | undefined, answer: Answer) => inShownOrder(graph, seed, answer).map(({ id }) => id);
  expect(ids(undefined, { ...EMPTY, annotations: [ranking] })).toEqual(["c", "a", "b"]);
  expect(ids(undefined, EMPTY)).toEqual(["a", "b", "c"]);
  expect(ids("x", { ...EMPTY, annotations: [ranking] })).toEqual(ids("x", EMPTY));
});

describe("comparing two", () => {
  const [ask] = asksFor([label("ranking", { comparison: { strengths: 3, allow_all_bad: true } })], {
    messages: [user, ...replies("a", "b")],
  }) as [Ask];

  test("seven answers and a way out, each with a key", () => {
    expect(optionsOf(ask, said).map(({ digit, title }) => `${digit} ${title}`)).toEqual([
      "1 better3 A",
      "2 better2 A",
      "3 better1 A",
      "4 tie",
      "5 better1 B",
      "6 better2 B",
      "7 better3 B",
      "0 allBad",
    ]);
  });

  test("each answer is read back as it was given", () => {
    for (const { value } of optionsOf(ask, said)) {
      const answer = apply(EMPTY, give(ask, value, EMPTY, "new"));
      expect(givenTo(ask, answer)).toBe(value);
      expect(only(answer).shown).toEqual(["a", "b"]);
      expect(isOpen(ask, answer)).toBe(false);
    }
  });

  test("without ties there are six, and without strengths two", () => {
    const of = (comparison: Label["comparison"]) => {
      const [one] = asksFor([label("ranking", { comparison })], { messages: [user, ...replies("a", "b")] }) as [Ask];
      return optionsOf(one, said).length;
    };
    expect(of({ strengths: 3, allow_ties: false })).toBe(6);
    expect(of({ strengths: 1, allow_ties: false })).toBe(2);
    expect(of(null)).toBe(3);
  });

  test("taking it back leaves nothing", () => {
    const answer = apply(EMPTY, give(ask, "-3", EMPTY, "new"));
    expect(apply(answer, give(ask, null, answer, "other"))).toEqual(EMPTY);
  });
});

describe("ranking several", () => {
  const [ask] = asksFor([label("ranking")], { messages: [user, ...replies("a", "b", "c")] }) as [Ask];
  const rank = (...presses: [number, boolean][]) =>
    presses.reduce((answer, [place, isEqual]) => apply(answer, give(ask, String(place), answer, "r", isEqual)), EMPTY);

  test("the best first, equals with the one before", () => {
    const answer = rank([1, false], [2, true], [0, false]);
    expect(only(answer).groups).toEqual([["b", "c"], ["a"]]);
    expect(isOpen(ask, answer)).toBe(false);
    expect(spellRanking(only(answer) as Ranking, ["a", "b", "c"])).toBe("B = C > A");
  });

  test("it stays open until all have their place", () => {
    expect(isOpen(ask, rank([1, false], [2, false]))).toBe(true);
  });

  test("pressing one again takes it out", () => {
    expect(only(rank([1, false], [2, false], [1, false])).groups).toEqual([["c"]]);
    expect(rank([1, false], [1, false])).toEqual(EMPTY);
  });
});

describe("one message at a time", () => {
  const content: ChatContent = { messages: [user, ...replies("b", "a")], rubric: [{ id: "c1", criterion: "Right" }] };

  test("questions come in the order of the page", () => {
    const graph = givenGraph({
      messages: [
        user,
        { id: "2", parent: "1", role: "assistant", content: "" },
        { ...user, id: "3", parent: "2" },
        ...replies("a").map((each) => ({ ...each, parent: "3" })),
      ],
    });
    const asks = asksOf(
      { labels: [label("rating", { targets: "assistant" })] },
      { messages: [] },
      graph,
      graph.candidates(),
    );
    expect(asks.map(({ key }) => key)).toEqual(["rating/2", "rating/a"]);
  });

  test("axes from a to b have a key for each number", () => {
    const axis = { name: "help", title: "Help", type: "number", required: true, minimum: 1, maximum: 5 } as const;
    const [ask] = asksFor([label("rating", { attributes: [axis] })], content) as [Ask];
    expect(optionsOf(ask, said).map(({ digit }) => digit)).toEqual(["1", "2", "3", "4", "5"]);
    const answer = apply(EMPTY, give(ask, "4", EMPTY, "new"));
    expect(givenTo(ask, answer)).toBe(4);
    expect(apply(answer, give(ask, null, answer, "new"))).toEqual(EMPTY);
    expect(apply(EMPTY, give(ask, "nine", EMPTY, "new"))).toEqual(EMPTY);
  });

  test("several choices toggle, in the order of the ontology", () => {
    const choices = ["x", "y", "z"].map((name) => ({ name, title: name }));
    const kinds = { name: "kinds", title: "Kinds", type: "category", allow_multiple: true, choices } as const;
    const [ask] = asksFor([label("rating", { attributes: [kinds] })], content) as [Ask];
    const both = ["z", "x"].reduce((answer, value) => apply(answer, give(ask, value, answer, "new")), EMPTY);
    expect(givenTo(ask, both)).toEqual(["x", "z"]);
  });

  test("grades are met or not", () => {
    const [ask] = asksFor([label("grade")], content) as [Ask];
    expect(givenTo(ask, apply(EMPTY, give(ask, "unmet", EMPTY, "new")))).toBe("unmet");
  });

  test("after the last step that is judged the question at hand is that step, not the first", () => {
    const message = { ...user, role: "assistant" as const, content: "1\n\n2\n\n3" };
    const every = asksFor([label("step", { targets: "candidates" })], { messages: [message] });
    const [first, second, third] = every as [Ask, Ask, Ask];
    expect(placeOf(third.key, [first, second], every)).toBe(1);
    expect(placeOf(second.key, every, every)).toBe(1);
    expect(placeOf(null, every, every)).toBe(0);
  });

  test("the first mistake makes all before it good and asks for nothing after it", () => {
    const message = { ...user, role: "assistant" as const, content: "1\n\n2\n\n3\n\n4" };
    const asks = asksFor([label("step", { targets: "candidates" })], { messages: [message] });
    const [, neutral, third, last] = asks as [Ask, Ask, Ask, Ask];
    let answer = apply(EMPTY, give(neutral, "0", EMPTY, "n"));
    answer = apply(answer, give(last, "1", answer, "l"));
    let count = 0;
    answer = apply(
      answer,
      firstMistake(third as Ask & { kind: "step" }, answer, () => `new ${count++}`),
    );
    expect(asks.map((ask) => givenTo(ask, answer))).toEqual(["1", "0", "-1", null]);
    expect(asks.some((ask) => isOpen(ask, answer))).toBe(false);
  });
});

describe("passages", () => {
  test("are counted in code points, without the space around them", () => {
    const text = "Fine 🎉. Now run. ";
    const span = makePassage(text, "a", "bad", 8, text.length);
    expect(span).toMatchObject({ start: 8, end: 16, text: "Now run." });
    expect(makePassage(text, "a", "bad", text.length - 1, text.length)).toBeNull();
  });

  test("cut the text where they begin and end", () => {
    const spans = [makePassage("abcdef", "m", "x", 0, 4), makePassage("abcdef", "m", "y", 2, 6)];
    const pieces = piecesOf(
      "abcdef",
      spans.filter((span) => span !== null),
    );
    expect(pieces.map(({ text, spans: own }) => [text, own.map(({ label: name }) => name).join("")])).toEqual([
      ["ab", "x"],
      ["cd", "xy"],
      ["ef", "y"],
    ]);
  });

  test("sentences are found without the space between them", () => {
    const text = "One. Two!  \nThree";
    expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(["One.", "Two!", "Three"]);
  });
});

test("a tree of choices is searched instead of being offered flat, and what only groups is not offered at all", () => {
  const choices = [
    { name: "food", title: "Food" },
    { name: "apple", title: "Apple", parent: "food" },
    { name: "tools", title: "Tools" },
  ];
  const attribute = { name: "kind", title: "Kind", type: "category" as const, only_leaves: true };
  const ask = (given: readonly object[]) =>
    ({
      kind: "attribute",
      key: "k",
      label: { name: "l" },
      message: {},
      attribute: { ...attribute, choices: given },
    }) as unknown as Ask;
  expect(optionsOf(ask(choices), String)).toEqual([]);
  expect(
    optionsOf(ask([{ name: "a" }, { name: "b", title: "B" }]), String).map(({ title, digit }) => [title, digit]),
  ).toEqual([
    ["a", "1"],
    ["B", "2"],
  ]);
});
