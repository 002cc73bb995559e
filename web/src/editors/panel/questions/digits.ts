/** What a digit answers, and which digits stand beside the choices of a form. Pure. */
import { chosenOf, pressChoice } from "../../attributes";
import type { Attribute, AttributeValue, Ontology } from "../../contract";
import { choiceKey, givableChoices, type Hotkeys, liveAttributes } from "../../hotkeys";
import { rankChoice } from "./ranks";
import { stepsOf } from "./steps";

const DIGITS = [..."1234567890"];

/** Undefined where the digit stands for no answer; null takes the answer back. */
export function answerOfDigit(
  attribute: Attribute,
  value: AttributeValue | undefined,
  digit: number,
): AttributeValue | null | undefined {
  const choice = givableChoices(attribute)[digit];
  if (attribute.type === "rating") {
    const steps = stepsOf(attribute);
    const number = digit === 9 && !steps.includes(10) ? 0 : digit + 1;
    return steps.includes(number) ? number : steps[digit];
  }
  if (!choice || (attribute.type !== "category" && attribute.type !== "ranking")) return undefined;
  if (attribute.type === "category") return pressChoice(attribute, choice, value);
  const names = givableChoices(attribute).map(({ name }) => name);
  return rankChoice(chosenOf(value), names, choice.name);
}

/** In a form every question counts its own choices: a digit answers the one that has the focus. */
export function digitsOfForm({ attributes }: Ontology): Hotkeys {
  const keyOfChoice = new Map<string, string>();
  for (const attribute of liveAttributes(attributes)) {
    if (attribute.type !== "category") continue;
    for (const [index, choice] of givableChoices(attribute).slice(0, DIGITS.length).entries()) {
      keyOfChoice.set(choiceKey(attribute, choice), DIGITS[index] as string);
    }
  }
  return { targets: new Map(), keyOfLabel: new Map(), keyOfChoice };
}
