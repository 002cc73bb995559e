import { expect, test } from "vitest";
import type { Ontology } from "../api";
import { conditionsFor } from "./conditions";
import { type Action, type Draft, EMPTY, reduce } from "./draft";
import { findFaults } from "./faults";
import { withType } from "./making";
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
import { toDraft, toOntology } from "./wire";

const NO_SETTINGS = {
  step: null,
  ends: [],
  least: null,
  most: null,
  pattern: "",
  is_long: false,
  has_time: false,
  earliest: null,
  latest: null,
  media_types: [],
  most_bytes: null,
  knowledge_base: "",
  criteria: [],
  questions: [],
  only_leaves: false,
};
const NO_TEST = { at_least: null, at_most: null, is_answered: null, all: [], any: [] };

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
            { name: "no", title: "No", retired: false, parent: "" },
            { name: "yes", title: "Yes", retired: false, parent: "no" },
          ],
          allow_multiple: false,
          required: false,
          description: "",
          minimum: null,
          maximum: null,
          retired: false,
          is_mutable: false,
          condition: null,
          ...NO_SETTINGS,
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
          condition: { attribute: "occluded", choices: ["yes"], ...NO_TEST },
          ...NO_SETTINGS,
        },
      ],
      retired: false,
      description: "",
      is_thing: false,
      skeleton: null,
      targets: "candidates",
      comparison: { strengths: 3, allow_ties: true, allow_all_bad: false },
      writing: null,
      roles: [],
      parent: "person",
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
      roles: [],
      parent: "",
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
  only_leaves: true,
};

const FLAT: Ontology = { ...SAVED, labels: SAVED.labels.map((label) => ({ ...label, parent: "" })) };

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
  const draft = toDraft(FLAT, true);
  const first = labelKey(draft, 0);
  const down = run(draft, { type: "move", key: first, by: 1 });
  expect(down.labels.map(({ name }) => name)).toEqual(["person", "car"]);
  expect(run(down, { type: "move", key: first, by: 1 }).labels.map(({ name }) => name)).toEqual(["person", "car"]);
});

test("a label keeps its colour when it moves", () => {
  const draft = toDraft(FLAT, true);
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
  expect(ontology.only_leaves).toBe(true);
  expect(JSON.stringify(ontology)).not.toContain("isSaved");
});

test("a parent keeps its children when its name changes, and leaves them when it goes", () => {
  const draft = toDraft(SAVED, false);
  const person = labelKey(draft, 1);
  const renamed = run(draft, { type: "changeLabel", key: person, change: { name: "human" } });
  expect(toOntology(renamed).labels.map(({ parent }) => parent)).toEqual(["human", ""]);
  expect(toOntology(run(draft, { type: "remove", key: person })).labels.map(({ parent }) => parent)).toEqual([""]);
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
  expect(condition()).toEqual({ attribute: "hidden", choices: ["partly"], ...NO_TEST });
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

test("a question of another type keeps what both have and gets what it needs", () => {
  let draft = run(EMPTY, { type: "addAttribute", owner: null, kind: "text" });
  const at = () => draft.attributes[0] as (typeof draft.attributes)[number];
  draft = run(draft, { type: "changeAttribute", owner: null, key: at().key, change: { least: 2, pattern: "a" } });
  expect(withType(at(), "rating")).toMatchObject({ minimum: 1, maximum: 5, least: null, pattern: "" });
  expect(withType(at(), "group")).toMatchObject({ least: 2, pattern: "" });
  expect(withType(at(), "group").questions).toHaveLength(1);
  expect(withType(at(), "rubric").criteria).toHaveLength(2);
});

test("questions of a group and criteria of a rubric are edited where they stand", () => {
  let draft = run(
    EMPTY,
    { type: "addAttribute", owner: null, kind: "group" },
    { type: "addAttribute", owner: null, kind: "rubric" },
  );
  const [group, rubric] = draft.attributes;
  const inner = group?.questions[0];
  const criterion = rubric?.criteria[0];
  draft = run(
    draft,
    { type: "changeAttribute", owner: group?.key ?? "", key: inner?.key ?? "", change: { title: "What" } },
    {
      type: "changeCriterion",
      owner: null,
      attribute: rubric?.key ?? "",
      key: criterion?.key ?? "",
      change: { title: "It is short", points: -2 },
    },
  );
  const [first, second] = toOntology(draft).attributes;
  expect(first?.questions).toMatchObject([{ name: "what", type: "text" }]);
  expect(second?.criteria[0]).toEqual({
    name: "it_is_short",
    title: "It is short",
    points: -2,
    description: "",
    retired: false,
  });
  draft = run(draft, { type: "remove", key: inner?.key ?? "" });
  expect(findFaults(draft).get(group?.key ?? "")).toBe("questions");
});

test("several conditions go together and never in a circle", () => {
  let draft = run(
    EMPTY,
    { type: "addAttribute", owner: null, kind: "rating" },
    { type: "addAttribute", owner: null, kind: "text" },
    { type: "addAttribute", owner: null, kind: "date" },
  );
  const [stars, why, day] = draft.attributes;
  const test = { choices: [], at_least: null, at_most: null, is_answered: null };
  const tests = [
    { ...test, attribute: stars?.key ?? "", at_most: 2 },
    { ...test, attribute: day?.key ?? "", is_answered: true },
  ];
  draft = run(
    draft,
    { type: "changeAttribute", owner: null, key: stars?.key ?? "", change: { title: "Stars" } },
    { type: "changeAttribute", owner: null, key: day?.key ?? "", change: { title: "Day" } },
    {
      type: "changeAttribute",
      owner: null,
      key: why?.key ?? "",
      change: { title: "Why", condition: { join: "any", tests, kept: null } },
    },
  );
  const condition = toOntology(draft).attributes[1]?.condition;
  expect(condition?.any.map(({ attribute }) => attribute)).toEqual(["stars", "day"]);
  expect(toOntology(toDraft(toOntology(draft), true)).attributes[1]?.condition).toEqual(condition);
  const changed = draft.attributes;
  expect(changed[0] && conditionsFor(changed[0], changed).map(({ name }) => name)).toEqual(["day"]);
  expect(findFaults(draft).size).toBe(0);
});

test("roles are added to a label, keep their names, and take none of a relation", () => {
  const start = toDraft(SAVED, true);
  const [label] = start.labels;
  const withRole = reduce(start, { type: "addRole", label: label?.key ?? "" });
  const key = withRole.labels[0]?.roles[0]?.key ?? "";
  const named = (title: string, more = {}) =>
    reduce(withRole, { type: "changeRole", label: label?.key ?? "", key, change: { title, ...more } });
  expect(findFaults(withRole).get(key)).toBe("title");
  expect(findFaults(named("Driver")).size).toBe(0);
  expect(toOntology(named("Driver", { least: 1 })).labels[0]?.roles).toEqual([
    { name: "driver", title: "Driver", labels: [], least: 1, most: null, retired: false },
  ]);
  expect(findFaults(named("Driver", { least: 2, most: 1 })).get(key)).toBe("range");
  expect(findFaults(named("x", { name: SAVED.relations[0]?.name })).get(key)).toBe("nameTaken");
  const saved = toDraft(toOntology(named("Driver")), true);
  const gone = reduce(saved, { type: "remove", key: saved.labels[0]?.roles[0]?.key ?? "" });
  expect(gone.labels[0]?.roles).toMatchObject([{ name: "driver", retired: true }]);
});
