/** The question at hand, below the conversation. */
import type { EditorProps } from "@goldsmith/editors";
import { useTranslation } from "react-i18next";
import { AskBar } from "./AskBar";
import { type Ask, foundFor, givenTo, optionsOf, type Ranking, type Words } from "./asks";
import type { Asks } from "./useAsks";

interface QuestionBarProps {
  readonly props: EditorProps;
  readonly asks: Asks;
  readonly at: Ask;
  /** Of the responses that are compared, by their ids. */
  readonly letters: ReadonlyMap<string, string>;
}

export function QuestionBar({ props, asks, at, letters }: QuestionBarProps) {
  const { t } = useTranslation("editor.chat.v1");
  const { answer, readOnly } = props;
  const given = givenTo(at, answer);
  const found = at.kind === "ranking" ? foundFor(at, answer) : undefined;
  const { title, about } = wordsOf(at, letters, t);
  return (
    <AskBar
      ask={at}
      title={title}
      about={about}
      options={optionsOf(at, t)}
      given={new Set(Array.isArray(given) ? given : [String(given)])}
      ranking={(found as Ranking | undefined) ?? null}
      progress={{ done: asks.done, total: asks.all.length }}
      readOnly={readOnly}
      onGive={(value, isEqual) => asks.answer(at, value, isEqual)}
      onMove={asks.move}
      onFirstMistake={at.kind === "step" && !readOnly ? asks.markFirstMistake : null}
    />
  );
}

/** How the question at hand reads. */
function wordsOf(ask: Ask, letters: ReadonlyMap<string, string>, t: Words): { title: string; about: string | null } {
  const where = "message" in ask ? letters.get(ask.message.id) : undefined;
  const who = where ? t("response", { letter: where }) : null;
  switch (ask.kind) {
    case "attribute":
      return { title: ask.attribute.title || ask.attribute.name, about: who };
    case "step":
      return { title: t("stepNumber", { number: ask.step + 1 }), about: who };
    case "grade":
      return { title: ask.criterion.criterion, about: who };
    default:
      return { title: ask.label.title || ask.label.name, about: who };
  }
}
