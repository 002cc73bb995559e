import { expect, test } from "vitest";
import type { LabelerSkills, Skill } from "../../api";
import { questionsOf, scaleStart, skillsAt } from "./skills";

const skill = (question: string, answers: number): Skill => ({
  question,
  title: question.toUpperCase(),
  answers,
  reliability: 0.9,
  low: 0.8,
  high: 0.95,
  by_choice: [],
  sentence: "",
});

const labeler = (name: string, ...skills: Skill[]): LabelerSkills => ({
  labeler: { id: name, name, kind: "person" },
  answers: skills.reduce((sum, { answers }) => sum + answers, 0),
  skills,
});

const LABELERS = [labeler("ada", skill("mood", 10), skill("topic", 30)), labeler("bo", skill("mood", 25))];

test("the question that was answered most comes first", () => {
  expect(questionsOf(LABELERS)).toEqual([
    { value: "mood", label: "MOOD" },
    { value: "topic", label: "TOPIC" },
  ]);
});

test("a question of form comes after those of meaning, however often it was answered", () => {
  const labelers = [labeler("ada", skill("any / 2", 99), skill("category /mood 3", 9))];
  expect(questionsOf(labelers).map(({ value }) => value)).toEqual(["category /mood 3", "any / 2"]);
});

test("only those who answered a question are shown at it", () => {
  expect(skillsAt(LABELERS, "topic").map(({ labeler: { name } }) => name)).toEqual(["ada"]);
  expect(skillsAt(LABELERS, "mood")).toHaveLength(2);
});

test("a scale begins below the lowest interval and never below nothing", () => {
  expect(scaleStart([{ low: 0.81 }, { low: 0.62 }])).toBeCloseTo(0.6);
  expect(scaleStart([{ low: 0.01 }])).toBe(0);
  expect(scaleStart([])).toBeCloseTo(0.9);
});
