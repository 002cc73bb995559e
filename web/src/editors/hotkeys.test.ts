import { describe, expect, test } from "vitest";
import { answerOps, askedAttributes, openQuestions, pressChoice, withAnswer } from "./attributes";
import { LABEL_COLORS, labelColor } from "./colors";
import type { Attribute, Ontology } from "./contract";
import { assignHotkeys, assignObjectHotkeys, liveKeys } from "./hotkeys";

const tone: Attribute = {
  name: "tone",
  title: "Tone",
  type: "category",
  required: true,
  choices: [
    { name: "good", title: "Good" },
    { name: "bad", title: "Bad", retired: true },
    { name: "odd", title: "Odd" },
  ],
};
const topics: Attribute = { ...tone, name: "topics", allow_multiple: true, required: false };
const label = (name: string) => ({ name, title: name, attributes: [tone] });
const ontology: Ontology = {
  labels: [label("car"), { ...label("bus"), retired: true }, label("tree")],
  attributes: [tone],
};

describe("keys of labels and choices", () => {
  test("labels come first, then the choices of whole-item questions; retired ones get none", () => {
    const { keyOfLabel, keyOfChoice } = assignHotkeys(ontology);
    expect([...keyOfLabel]).toEqual([
      ["car", "1"],
      ["tree", "2"],
    ]);
    expect([...keyOfChoice]).toEqual([
      ["tone/good", "3"],
      ["tone/odd", "4"],
    ]);
  });

  test("after the digits come letters that no tool needs", () => {
    const labels = Array.from({ length: 14 }, (_, index) => label(`l${index}`));
    const { keyOfLabel } = assignHotkeys({ labels }, ["Q", "T", "E"]);
    expect(keyOfLabel.get("l9")).toBe("0");
    expect([10, 11, 12].map((index) => keyOfLabel.get(`l${index}`))).toEqual(["Y", "U", "I"]);
  });

  test("more labels than keys leave the rest without one, and never share", () => {
    const labels = Array.from({ length: 60 }, (_, index) => label(`l${index}`));
    const { keyOfLabel, targets } = assignHotkeys({ labels });
    expect(targets.size).toBe(36);
    expect(new Set(keyOfLabel.values()).size).toBe(36);
  });

  test("choices of a selected object take Shift and a digit", () => {
    expect([...assignObjectHotkeys([tone]).keyOfChoice.values()]).toEqual(["Shift+1", "Shift+2"]);
  });
});

describe("answers to questions", () => {
  const [good, , odd] = tone.choices as [never, never, never];

  test("a single choice is replaced, and cleared by a second press", () => {
    expect(pressChoice(tone, odd, "good")).toBe("odd");
    expect(pressChoice(tone, good, "good")).toBeNull();
  });

  test("several choices keep the ontology's order", () => {
    expect(pressChoice(topics, good, ["odd"])).toEqual(["good", "odd"]);
    expect(pressChoice(topics, good, ["good"])).toBeNull();
  });

  test("required questions stay open until answered, for the item and for each object", () => {
    const annotations = [{ uuid: "a", type: "box", label: "car", attributes: {} }];
    const open = openQuestions({ annotations, global_attributes: {}, links: [] }, ontology);
    expect(open.map(({ attribute, uuid }) => [attribute.name, uuid])).toEqual([
      ["tone", undefined],
      ["tone", "a"],
    ]);
  });
});

describe("label colours", () => {
  test("twenty-four colours, no two alike", () => {
    expect(LABEL_COLORS).toHaveLength(24);
    expect(new Set(LABEL_COLORS).size).toBe(24);
    for (const color of LABEL_COLORS) expect(color).toMatch(/^#[0-9a-f]{6}$/);
  });

  test("a label keeps its colour when labels are added after it", () => {
    const longer = { labels: [...(ontology.labels ?? []), label("new")] };
    expect(labelColor(longer, "tree")).toBe(labelColor(ontology, "tree"));
  });

  test("a colour chosen in the ontology wins", () => {
    expect(labelColor({ labels: [{ name: "a", title: "A", color: "#123456" }] }, "a")).toBe("#123456");
  });
});

describe("questions with a condition", () => {
  const why: Attribute = {
    name: "why",
    title: "Why?",
    type: "text",
    required: true,
    condition: { attribute: "topics", choices: ["odd"] },
  };
  const both = [topics, why];

  test("are asked while one of the choices is chosen, and open only then", () => {
    expect(askedAttributes(both, { topics: ["good"] })).toEqual([topics]);
    expect(askedAttributes(both, { topics: ["good", "odd"] })).toEqual(both);
    const open = (values: Record<string, string[]>) =>
      openQuestions({ annotations: [], links: [], global_attributes: values }, { attributes: both }).length;
    expect([open({}), open({ topics: ["odd"] })]).toEqual([0, 1]);
  });

  test("an answer goes in the same step as the choice it hung on", () => {
    const values = { topics: ["odd"], why: "because" };
    expect(withAnswer(both, values, "topics", ["good"])).toEqual({ topics: ["good"] });
    expect(withAnswer(both, values, "topics", ["good", "odd"])).toEqual({ topics: ["good", "odd"], why: "because" });
    expect(answerOps(both, values, "topics", null)).toEqual([
      { op: "set", name: "topics", value: null },
      { op: "set", name: "why", value: null },
    ]);
  });
});

test("keys that no label's shape has a use for stay free for labels", () => {
  const keys = [
    { keys: ["V"], does: "select" },
    { keys: ["K"], does: "skeleton", shapes: ["skeleton"] },
  ];
  const names = (shapes: string[]) =>
    liveKeys(keys, { labels: [{ name: "a", title: "A", shapes }] }).flatMap((key) => key.keys);
  expect([names(["box"]), names(["skeleton"]), names([])]).toEqual([["V"], ["V", "K"], ["V", "K"]]);
});
