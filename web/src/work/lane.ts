/** The fast lane: items that ask one question with few choices, answered with one key each. Pure. */
import { type Answer, type Attribute, applyOps, type Choice, EMPTY_ANSWER, type Ontology } from "../editors";
import { liveAttributes, liveChoices, liveLabels } from "../editors/hotkeys";
import { isTaxonomy } from "../editors/taxonomy";
import { type Decision, type Item, startingAnswer } from "./claim";

const MOST_CHOICES = 9;

/** The one question of an ontology that the fast lane can ask; null where there is more to do than to choose. */
export function laneQuestion(ontology: Ontology): Attribute | null {
  const [question, ...others] = liveAttributes(ontology.attributes);
  if (!question || others.length > 0 || liveLabels(ontology).length > 0) return null;
  const isChoice = question.type === "category" && !question.allow_multiple;
  if (isTaxonomy(liveChoices(question))) return null;
  const count = liveChoices(question).length;
  return isChoice && count > 1 && count <= MOST_CHOICES ? question : null;
}

/** What a key of the fast lane does. */
export type LaneAct =
  | { readonly kind: "choose"; readonly choice: Choice }
  | { readonly kind: "ignore" | "takeBack" | "unclear" };

/**
 * Digits choose. `A` and Enter accept what is suggested; `X` rejects it, which says something only where one other choice
 * is left. Where nothing is suggested and two choices stand for yes and no, `A` is the first and `X` the second.
 */
export function laneAct(chord: string, question: Attribute, suggested: string | undefined): LaneAct | null {
  const choices = liveChoices(question);
  const choose = (choice: Choice | undefined): LaneAct => (choice ? { kind: "choose", choice } : { kind: "unclear" });
  const standing = choices.find(({ name }) => name === suggested);
  const isPair = choices.length === 2;
  switch (chord) {
    case "Enter":
      return choose(standing);
    case "A":
      return choose(standing ?? (isPair ? choices[0] : undefined));
    case "X":
      return choose(isPair ? choices.find((choice) => choice !== (standing ?? choices[0])) : undefined);
    case "Space":
      return { kind: "ignore" };
    case "U":
    case "Backspace":
    case "Ctrl+Z":
      return { kind: "takeBack" };
  }
  const choice = /^[1-9]$/.test(chord) ? choices[Number(chord) - 1] : undefined;
  return choice ? choose(choice) : null;
}

/** Whether `A` and `X` say anything: there is something to accept, or two choices that stand for yes and no. */
export function saysYesOrNo(question: Attribute, suggested: string | undefined): boolean {
  return suggested !== undefined || liveChoices(question).length === 2;
}

/** What stands as the answer before anybody has chosen: one's own earlier choice, else the pre-label's. */
export function suggestedChoice(item: Item, { name }: Attribute): string | undefined {
  const value = (chosenBefore(item.takenBack) ?? startingAnswer(item))?.global_attributes[name];
  return typeof value === "string" ? value : undefined;
}

function chosenBefore(decision: Decision | undefined): Answer | undefined {
  return decision?.kind === "submit" ? decision.answer : undefined;
}

export function answerWith(item: Item, { name }: Attribute, choice: Choice): Answer {
  return applyOps(startingAnswer(item) ?? EMPTY_ANSWER, [{ op: "set", name, value: choice.name }]);
}
