/** How each question is answered now, and whether it still has to be. Pure. */
import { type Answer, type AttributeValue, isMet, type Shape } from "@goldsmith/editors";
import type { Ask } from "./kinds";
import { isWhole, type Ranking, sideOf } from "./rankings";

/** What an ask is about, among the annotations; none while it is unanswered. */
export function foundFor(ask: Ask, answer: Answer): Shape | undefined {
  const own = answer.annotations.filter(({ label }) => label === ask.label.name);
  switch (ask.kind) {
    case "pair":
    case "ranking":
      return own.find((shape) => shape.type === "ranking" && shape.after === ask.after);
    case "attribute":
    case "mark":
      return own.find((shape) => shape.type === "rating" && shape.message === ask.message.id);
    case "step":
      return own.find((each) => each.type === "step" && each.message === ask.message.id && each.step === ask.step);
    case "grade":
      return own.find(
        (each) => each.type === "grade" && each.message === ask.message.id && each.criterion === ask.criterion.id,
      );
    case "writing":
      return own.find((shape) => shape.type === "message");
  }
}

/** How an ask is answered now, as the value of an option; for a ranking whether it is whole. */
export function givenTo(ask: Ask, answer: Answer): AttributeValue | null {
  const found = foundFor(ask, answer);
  if (!found) return null;
  switch (ask.kind) {
    case "pair":
      return sideOf(found as Ranking, ask.shown);
    case "ranking":
      return isWhole(found as Ranking, ask.shown) ? "whole" : null;
    case "attribute":
      return found.attributes[ask.attribute.name] ?? null;
    case "mark":
      return "marked";
    case "step":
      return String(found.rating);
    case "grade":
      return found.met ? "met" : "unmet";
    case "writing":
      return found.content === "" ? null : String(found.content);
  }
}

/** Whether something must still be said here, before the answer is complete. */
export function isOpen(ask: Ask, answer: Answer): boolean {
  if (ask.kind === "writing" && isTooShort(ask, answer)) return true;
  if (givenTo(ask, answer) !== null) return false;
  if (ask.kind === "attribute") return Boolean(ask.attribute.required) && isAttributeAsked(ask, answer);
  if (ask.kind === "mark") return ask.label.targets !== "" && ask.label.targets !== undefined;
  if (ask.kind === "step" || ask.kind === "grade") return Boolean(ask.label.targets) && !isAfterMistake(ask, answer);
  return ask.kind !== "writing" || Boolean(ask.label.writing);
}

/** Replies of models, and what tools gave back, are as long as they are. */
function isTooShort({ label }: Ask, answer: Answer): boolean {
  const written = answer.annotations.filter(
    (each) => each.label === label.name && each.type === "message" && !each.reply && each.role !== "tool",
  );
  return written.some(({ content }) => [...String(content)].length < (label.writing?.least ?? 0));
}

/** What follows from a mistake is not judged. */
export function isAfterMistake(ask: Ask, answer: Answer): boolean {
  if (ask.kind !== "step") return false;
  return answer.annotations.some(
    (each) =>
      each.type === "step" &&
      each.label === ask.label.name &&
      each.message === ask.message.id &&
      Number(each.rating) < 0 &&
      Number(each.step) < ask.step,
  );
}

export function isAttributeAsked(ask: Ask & { kind: "attribute" }, answer: Answer): boolean {
  const { condition } = ask.attribute;
  return !condition || isMet(condition, foundFor(ask, answer)?.attributes ?? {});
}
