/** What was learnt of labelers, question by question. */
import type { Labeler, LabelerSkills, Skill } from "../../api";

export interface SkillRow extends Skill {
  labeler: Labeler;
}

/** Questions of form, which every answer answers; people look for the others first. */
const FORMAL = new Set(["any", "exists", "link", "whole"]);
const isFormal = (question: string) => FORMAL.has(question.split(" ", 1)[0] ?? "");

/** The questions something was learnt about, the one that was answered most first, those of form last. */
export function questionsOf(labelers: readonly LabelerSkills[]): { value: string; label: string }[] {
  const answers = new Map<string, { label: string; answers: number }>();
  for (const { question, title, answers: given } of labelers.flatMap(({ skills }) => skills)) {
    answers.set(question, { label: title, answers: (answers.get(question)?.answers ?? 0) + given });
  }
  return [...answers]
    .sort(([a, { answers: ofA }], [b, { answers: ofB }]) => Number(isFormal(a)) - Number(isFormal(b)) || ofB - ofA)
    .map(([value, { label }]) => ({ value, label }));
}

/** Everybody's skill at one question. */
export function skillsAt(labelers: readonly LabelerSkills[], question: string): SkillRow[] {
  return labelers.flatMap(({ labeler, skills }) =>
    skills.filter((skill) => skill.question === question).map((skill) => ({ ...skill, labeler })),
  );
}

/** The left end of a scale on which all intervals fit, in steps of ten percent. */
export function scaleStart(rows: readonly Pick<Skill, "low">[]): number {
  const lowest = Math.min(1, ...rows.map(({ low }) => low));
  return Math.max(0, Math.floor((lowest - 0.02) * 10) / 10);
}
