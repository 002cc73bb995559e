/** The field where what a mark says is written down, as keys reach it. */
import { type RefObject, useRef } from "react";

export interface TextField {
  readonly textField: RefObject<HTMLTextAreaElement | null>;
  /** Go there, behind the text; false where there is no field. */
  focusField(): boolean;
  /** Go there and choose a stretch of the text. */
  chooseText(start: number, end: number): void;
  /** What stands there, and where the caret is: 0 where nobody is in the field. Null without a field. */
  fieldText(): { readonly text: string; readonly caret: number } | null;
}

export function useTextField(): TextField {
  const textField = useRef<HTMLTextAreaElement>(null);
  const choose = (start: number, end: number) => {
    // Who comes into a field is shown what is chosen there; who is in it is not.
    textField.current?.blur();
    textField.current?.setSelectionRange(start, end);
    textField.current?.focus();
  };
  return {
    textField,
    chooseText: choose,
    focusField() {
      const end = textField.current?.value.length ?? 0;
      choose(end, end);
      return textField.current !== null;
    },
    fieldText() {
      const field = textField.current;
      return field && { text: field.value, caret: document.activeElement === field ? field.selectionEnd : 0 };
    },
  };
}
