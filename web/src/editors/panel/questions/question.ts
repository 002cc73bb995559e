/** What every kind of question is drawn from, and how the keyboard goes from one to the next. */
import type { Attribute, AttributeValue } from "../../contract";
import type { Fault } from "../../faults";
import type { Hotkeys } from "../../hotkeys";

export interface QuestionProps {
  readonly attribute: Attribute;
  readonly value: AttributeValue | undefined;
  readonly hotkeys: Hotkeys;
  readonly disabled: boolean;
  readonly isMissing: boolean;
  readonly fault?: Fault | null;
  readonly holdsFromHere: boolean;
  /** What was marked, in words: where a knowledge base is searched, the first thing that is asked for. */
  readonly mention?: string;
  readonly onAnswer: (value: AttributeValue | null) => void;
}

const CONTROLS = "button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex='0']";
const QUESTION = "[data-question]";

/** Put the focus on the first control of a question. */
export function focusQuestion(question: Element | null | undefined): void {
  question?.querySelector<HTMLElement>(CONTROLS)?.focus();
  question?.scrollIntoView({ block: "nearest" });
}

/** Go on to the question after the one that holds this element; after the last one to the item, where Enter submits. */
export function focusNext(from: HTMLElement): void {
  const own = from.closest(QUESTION);
  const all = [...(outermost(from, "[data-questions]")?.querySelectorAll(QUESTION) ?? [])];
  const next = all.slice(all.indexOf(own as Element) + 1).find((each) => !own?.contains(each));
  if (next) focusQuestion(next);
  else document.querySelector<HTMLElement>("[data-editor-canvas]")?.focus({ preventScroll: true });
}

/** Questions of a group stand within the questions of the form. */
function outermost(element: Element, selector: string): Element | null {
  const found = element.closest(selector);
  return (found?.parentElement && outermost(found.parentElement, selector)) ?? found;
}

/** The digit that was pressed, counted from 0; null for any other key. `0` comes after `9`. */
export function digitOf(event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return null;
  return event.key === "0" ? 9 : Number(event.key) - 1;
}
