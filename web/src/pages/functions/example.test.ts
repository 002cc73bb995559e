import { expect, test } from "vitest";
import type { Attribute, Ontology } from "../../api";
import { EMPTY_ONTOLOGY } from "../../ontology/draft";
import { writeExample } from "./example";

function ask(...attributes: Partial<Attribute>[]): Ontology {
  return { ...EMPTY_ONTOLOGY, attributes: attributes as Attribute[] };
}

const CHOICES = [
  { name: "not_now", title: "", retired: true, parent: "" },
  { name: "good", title: "", retired: false, parent: "" },
  { name: "bad", title: "", retired: false, parent: "" },
];

test("the example votes on the project's own question with choices that can be given", () => {
  const example = writeExample(ask({ name: "mood", type: "category", choices: CHOICES }), "text.v1");
  expect(example).toContain('@label_function(attribute="mood")');
  expect(example).toContain('return "good" if "thank" in item.text.lower() else None');
  expect(example).toContain('return "bad" if');
  expect(example).not.toContain("not_now");
});

test("several choices are a list, and only a text has text", () => {
  const question = { name: "topics", type: "category" as const, allow_multiple: true, choices: CHOICES };
  const example = writeExample(ask(question), "image.v1");
  expect(example).toContain('return ["good"] if');
  expect(example).not.toContain("item.text");
});

test("a project without a choice question gets no example", () => {
  expect(writeExample(ask({ name: "note", type: "text", choices: [] }), "text.v1")).toBeNull();
  expect(writeExample(ask(), "text.v1")).toBeNull();
});
