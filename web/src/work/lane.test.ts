import { describe, expect, test } from "vitest";
import type { Attribute, Ontology } from "../editors";
import type { Claim, Item } from "./claim";
import { answerWith, laneAct, laneQuestion, saysYesOrNo, suggestedChoice } from "./lane";

const choices = (...names: string[]) => names.map((name) => ({ name, title: name }));
const YES_NO: Attribute = { name: "ok", title: "Right?", type: "category", choices: choices("yes", "no") };
const MOOD: Attribute = { name: "mood", title: "Mood", type: "category", choices: choices("good", "bad", "odd") };
const answer = (value: string) => ({ annotations: [], global_attributes: { ok: value }, links: [] });

function itemWith(claim: Partial<Claim>, rest: Partial<Item> = {}): Item {
  return { claim: { purpose: "label", hypothesis: null, draft: null, ...claim } as Claim, ontology: {}, ...rest };
}

describe("the fast lane asks", () => {
  test("one question with a few choices", () => {
    expect(laneQuestion({ attributes: [YES_NO] })).toBe(YES_NO);
  });

  test("also when everything else is retired", () => {
    const old = { ...MOOD, retired: true };
    const label = { name: "car", title: "Car", retired: true };
    expect(laneQuestion({ labels: [label], attributes: [old, YES_NO] })).toBe(YES_NO);
  });

  const more: readonly Ontology[] = [
    { attributes: [YES_NO, MOOD] },
    { labels: [{ name: "car", title: "Car" }], attributes: [YES_NO] },
    { attributes: [{ ...MOOD, allow_multiple: true }] },
    { attributes: [{ name: "why", title: "Why?", type: "text" }] },
    { attributes: [{ ...MOOD, choices: choices(..."abcdefghij") }] },
  ];
  test.each(more)("not where there is more to do: %j", (ontology) => {
    expect(laneQuestion(ontology)).toBeNull();
  });
});

test("accept and reject are told only where they say something", () => {
  expect(saysYesOrNo(YES_NO, undefined)).toBe(true);
  expect(saysYesOrNo(MOOD, undefined)).toBe(false);
  expect(saysYesOrNo(MOOD, "good")).toBe(true);
});

describe("a key of the fast lane", () => {
  const chosen = (question: Attribute, chord: string, suggested?: string) => {
    const act = laneAct(chord, question, suggested);
    return act?.kind === "choose" ? act.choice.name : (act?.kind ?? null);
  };

  test("chooses by number", () => {
    expect(chosen(MOOD, "3")).toBe("odd");
    expect(chosen(MOOD, "4")).toBeNull();
  });

  test("accepts what is suggested", () => {
    expect(chosen(MOOD, "A", "bad")).toBe("bad");
    expect(chosen(MOOD, "Enter", "bad")).toBe("bad");
  });

  test("rejects what is suggested where that says something", () => {
    expect(chosen(YES_NO, "X", "yes")).toBe("no");
    expect(chosen(YES_NO, "X", "no")).toBe("yes");
    expect(chosen(MOOD, "X", "bad")).toBe("unclear");
  });

  test("says yes and no where nothing is suggested, but never by Enter", () => {
    expect(chosen(YES_NO, "A")).toBe("yes");
    expect(chosen(YES_NO, "X")).toBe("no");
    expect(chosen(YES_NO, "Enter")).toBe("unclear");
    expect(chosen(MOOD, "A")).toBe("unclear");
  });

  test("ignores, undoes, and leaves all others alone", () => {
    expect(["Space", "U", "Backspace", "Ctrl+Z", "T"].map((chord) => chosen(MOOD, chord))).toEqual([
      "ignore",
      "takeBack",
      "takeBack",
      "takeBack",
      null,
    ]);
  });
});

describe("what stands before anybody has chosen", () => {
  test("is the pre-label", () => {
    expect(suggestedChoice(itemWith({ hypothesis: answer("no") }), YES_NO)).toBe("no");
    expect(suggestedChoice(itemWith({}), YES_NO)).toBeUndefined();
  });

  test("is one's own choice after taking it back", () => {
    const item = itemWith({ hypothesis: answer("no") }, { takenBack: { kind: "submit", answer: answer("yes") } });
    expect(suggestedChoice(item, YES_NO)).toBe("yes");
  });

  test("is replaced by the choice", () => {
    const [, no] = YES_NO.choices ?? [];
    if (!no) throw new Error("no second choice");
    expect(answerWith(itemWith({ hypothesis: answer("yes") }), YES_NO, no)).toEqual(answer("no"));
  });
});
