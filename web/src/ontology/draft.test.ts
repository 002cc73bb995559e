import { expect, test } from "vitest";
import type { Ontology } from "../api";
import { type Action, type Draft, EMPTY, findFaults, reduce, toDraft, toOntology } from "./draft";
import { nameFromTitle } from "./names";
import {
  addPoint,
  changePoint,
  type DraftSkeleton,
  NO_SKELETON,
  pairPoints,
  removePoint,
  toggleEdge,
} from "./skeleton";

const SAVED: Ontology = {
  labels: [
    {
      name: "car",
      title: "Car",
      color: "#ff0000",
      shapes: ["box"],
      attributes: [
        {
          name: "occluded",
          title: "Occluded",
          type: "category",
          choices: [
            { name: "no", title: "No", retired: false },
            { name: "yes", title: "Yes", retired: false },
          ],
          allow_multiple: false,
          required: false,
          description: "",
          minimum: null,
          maximum: null,
          retired: false,
          is_mutable: false,
          condition: null,
          knowledge_base: "",
        },
        {
          name: "by_what",
          title: "By what?",
          type: "text",
          choices: [],
          allow_multiple: false,
          required: false,
          description: "",
          minimum: null,
          maximum: null,
          retired: false,
          is_mutable: true,
          condition: { attribute: "occluded", choices: ["yes"] },
          knowledge_base: "",
        },
      ],
      retired: false,
      description: "",
      is_thing: false,
      skeleton: null,
      targets: "candidates",
      comparison: { strengths: 3, allow_ties: true, allow_all_bad: false },
      writing: null,
    },
    {
      name: "person",
      title: "",
      color: null,
      shapes: [],
      attributes: [],
      retired: false,
      description: "",
      is_thing: true,
      skeleton: {
        points: [
          { name: "left_eye", title: "Left eye", x: 0.25, y: 0, mirror: "right_eye" },
          { name: "right_eye", title: "Right eye", x: 0.75, y: 0, mirror: "left_eye" },
        ],
        edges: [["left_eye", "right_eye"]],
      },
      targets: "",
      comparison: null,
      writing: null,
    },
  ],
  attributes: [],
  relations: [
    {
      name: "drives",
      title: "drives",
      from: ["person"],
      to: ["car"],
      directed: true,
      retired: false,
      is_equivalence: false,
    },
  ],
  masks: { may_overlap: false, allow_unlabeled: true },
};

const run = (draft: Draft, ...actions: Action[]) => actions.reduce(reduce, draft);
const labelKey = (draft: Draft, index: number) => draft.labels[index]?.key ?? "";

test("a title gives the name of a new part until somebody names it", () => {
  let draft = run(EMPTY, { type: "addLabel" });
  const key = labelKey(draft, 0);
  draft = run(draft, { type: "changeLabel", key, change: { title: "Traffic light" } });
  expect(draft.labels[0]?.name).toBe("traffic_light");
  draft = run(
    draft,
    { type: "changeLabel", key, change: { name: "signal" } },
    { type: "changeLabel", key, change: { title: "Signal lamp" } },
  );
  expect(draft.labels[0]).toMatchObject({ name: "signal", title: "Signal lamp" });
});

test("a saved name never changes, its title does", () => {
  const draft = toDraft(SAVED, true);
  const changed = run(draft, {
    type: "changeLabel",
    key: labelKey(draft, 0),
    change: { title: "Automobile", name: "automobile" },
  });
  expect(changed.labels[0]).toMatchObject({ name: "car", title: "Automobile" });
});

test("a saved part is retired and can be used again; a new one disappears", () => {
  let draft = run(toDraft(SAVED, true), { type: "addLabel" });
  draft = run(draft, { type: "remove", key: labelKey(draft, 2) });
  expect(draft.labels).toHaveLength(2);
  draft = run(draft, { type: "remove", key: labelKey(draft, 0) });
  expect(draft.labels[0]?.retired).toBe(true);
  draft = run(draft, { type: "remove", key: labelKey(draft, 0) });
  expect(draft.labels[0]?.retired).toBe(false);
});

test("moving keeps every part and stops at the ends", () => {
  const draft = toDraft(SAVED, true);
  const first = labelKey(draft, 0);
  const down = run(draft, { type: "move", key: first, by: 1 });
  expect(down.labels.map(({ name }) => name)).toEqual(["person", "car"]);
  expect(run(down, { type: "move", key: first, by: 1 }).labels.map(({ name }) => name)).toEqual(["person", "car"]);
});

test("a label keeps its colour when it moves", () => {
  const draft = toDraft(SAVED, true);
  const color = draft.labels[1]?.color;
  const moved = run(draft, { type: "move", key: labelKey(draft, 1), by: -1 });
  expect(color).toMatch(/^#[0-9a-f]{6}$/);
  expect(moved.labels[0]?.color).toBe(color);
});

test("choices of a label's question are edited in their place", () => {
  let draft = toDraft(SAVED, true);
  const owner = labelKey(draft, 0);
  const attribute = draft.labels[0]?.attributes[0]?.key ?? "";
  draft = run(draft, { type: "addChoice", owner, attribute });
  const choice = draft.labels[0]?.attributes[0]?.choices.at(-1)?.key ?? "";
  draft = run(draft, { type: "changeChoice", owner, attribute, key: choice, change: { title: "Partly" } });
  expect(toOntology(draft).labels[0]?.attributes[0]?.choices.map(({ name }) => name)).toEqual(["no", "yes", "partly"]);
});

test("what was loaded goes back to the wire without the editor's own fields", () => {
  const ontology = toOntology(toDraft(SAVED, true));
  expect(ontology.labels[0]).toEqual(SAVED.labels[0]);
  expect(ontology.labels[1]?.skeleton).toEqual(SAVED.labels[1]?.skeleton);
  expect(ontology.relations).toEqual(SAVED.relations);
  expect(ontology.masks).toEqual(SAVED.masks);
  expect(JSON.stringify(ontology)).not.toContain("isSaved");
});

test("a part without a title shows its name", () => {
  expect(toDraft(SAVED, true).labels[1]?.title).toBe("person");
});

test("an ontology that asks nothing is a fault of the whole", () => {
  expect(findFaults(EMPTY).get("")).toBe("nothing");
});

test("missing titles, wrong names and names used twice are found", () => {
  let draft = run(EMPTY, { type: "addLabel" }, { type: "addLabel" }, { type: "addLabel" }, { type: "addLabel" });
  const [untitled, wrong, first, second] = draft.labels.map(({ key }) => key) as [string, string, string, string];
  draft = run(
    draft,
    { type: "changeLabel", key: wrong, change: { title: "Wrong", name: "No Spaces" } },
    { type: "changeLabel", key: first, change: { title: "Cat" } },
    { type: "changeLabel", key: second, change: { title: "Cat" } },
  );
  const faults = findFaults(draft);
  expect([untitled, wrong, first, second].map((key) => faults.get(key))).toEqual([
    "title",
    "name",
    undefined,
    "nameTaken",
  ]);
});

test("a choice question needs a choice that is not retired, a range needs an order", () => {
  let draft = run(EMPTY, { type: "addAttribute", owner: null }, { type: "addAttribute", owner: null, kind: "number" });
  const [category, number] = draft.attributes.map(({ key }) => key) as [string, string];
  draft = run(
    draft,
    { type: "changeAttribute", owner: null, key: category, change: { title: "Topic", choices: [] } },
    { type: "changeAttribute", owner: null, key: number, change: { title: "Age", minimum: 9, maximum: 3 } },
  );
  expect(findFaults(draft).get(category)).toBe("choices");
  expect(findFaults(draft).get(number)).toBe("range");
});

test.each([
  ["Traffic light", "traffic_light"],
  ["Überholspur №2", "uberholspur_no2"],
  ["  ", ""],
  ["車", ""],
])("the name of %j is %j", (title, name) => {
  expect(nameFromTitle(title)).toBe(name);
});

test("a condition follows the question and the choice it names, and goes with them", () => {
  let draft = toDraft(SAVED, false);
  const owner = labelKey(draft, 0);
  const occluded = draft.labels[0]?.attributes[0];
  draft = run(
    draft,
    { type: "changeAttribute", owner, key: occluded?.key ?? "", change: { name: "hidden" } },
    {
      type: "changeChoice",
      owner,
      attribute: occluded?.key ?? "",
      key: occluded?.choices[1]?.key ?? "",
      change: { name: "partly" },
    },
  );
  const condition = () => toOntology(draft).labels[0]?.attributes.at(-1)?.condition;
  expect(condition()).toEqual({ attribute: "hidden", choices: ["partly"] });
  draft = run(draft, { type: "remove", key: occluded?.choices[1]?.key ?? "" });
  expect([...findFaults(draft).values()]).toEqual(["condition"]);
  draft = run(draft, { type: "remove", key: occluded?.key ?? "" });
  expect(condition()).toBeNull();
});

test("a label that is marked with skeletons names its keypoints", () => {
  let draft = run(EMPTY, { type: "addLabel" });
  const key = labelKey(draft, 0);
  draft = run(draft, { type: "changeLabel", key, change: { title: "Hand", shapes: ["skeleton"] } });
  expect(findFaults(draft).get(key)).toBe("skeleton");
  draft = run(draft, {
    type: "changeLabel",
    key,
    change: { skeleton: addPoint(NO_SKELETON, { x: 0.5, y: 2 }, null) },
  });
  expect(findFaults(draft).size).toBe(0);
  expect(toOntology(draft).labels[0]?.skeleton?.points).toEqual([
    { name: "point_1", title: "Point 1", x: 0.5, y: 1, mirror: "" },
  ]);
});

test("keypoints are joined, parted, paired in a mirror; one that is saved stays", () => {
  const saved = toDraft(SAVED, true).labels[1]?.skeleton as DraftSkeleton;
  const [left, right] = saved.points.map(({ key }) => key) as [string, string];
  const grown = addPoint(saved, { x: 0.5, y: 0.5 }, right);
  const nose = grown.points[2]?.key ?? "";
  expect(toggleEdge(grown, right, left).edges).toEqual([[right, nose]]);
  expect(pairPoints(grown, left, nose).points.map(({ mirror }) => mirror)).toEqual([nose, "", left]);
  expect(removePoint(grown, left)).toBe(grown);
  expect(removePoint(pairPoints(grown, left, nose), nose)).toEqual({
    points: [
      { ...saved.points[0], mirror: "" },
      { ...saved.points[1], mirror: "" },
    ],
    edges: [[left, right]],
  });
  expect(changePoint(grown, nose, { title: "Nose" }).points[2]?.name).toBe("nose");
  expect(changePoint(grown, left, { name: "eye", title: "Eye" }).points[0]).toMatchObject({ name: "left_eye" });
});
