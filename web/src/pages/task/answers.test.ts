import { expect, test } from "vitest";
import type { Annotation, Ontology, Task } from "../../api";
import { readAnswers, summarize } from "./answers";

const answer = { annotations: [], global_attributes: {}, links: [] };
const annotation = (id: string, kind: Annotation["kind"]) => ({ id, kind, answer }) as unknown as Annotation;

test("the accepted answer comes first, then the consensus, then the others in order", () => {
  const task = {
    annotations: [
      annotation("a", "response"),
      annotation("b", "response"),
      annotation("c", "review"),
      annotation("d", "response"),
    ],
    accepted_annotation_id: "c",
    consensus_annotation_id: "b",
  } as unknown as Task;
  expect(readAnswers(task).map(({ key, kind }) => [key, kind])).toEqual([
    ["c", "accepted"],
    ["b", "consensus"],
    ["a", "response"],
    ["d", "response"],
  ]);
});

const ontology = {
  labels: [
    { name: "vehicle", title: "Vehicle" },
    { name: "car", title: "Car", parent: "vehicle" },
  ],
  attributes: [
    {
      name: "weather",
      title: "Weather",
      choices: [
        { name: "wet", title: "Wet" },
        { name: "rain", title: "Rain", parent: "wet" },
      ],
    },
  ],
} as unknown as Ontology;

test("an answer is told in a line", () => {
  const shape = (label: string) => ({ uuid: label, type: "box", label, attributes: {} });
  const told = summarize(
    {
      annotations: [shape("car"), shape("car"), shape("person")],
      global_attributes: { weather: "rain", tags: ["a", "b"] },
      links: [],
    },
    ontology,
  );
  expect(told).toBe("Weather: Wet › Rain · tags: a, b · 2 Vehicle › Car · 1 person");
});
