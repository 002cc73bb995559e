/** On to the next word that a machine read and is not sure of: in the text in hand, in later marks, else on the page. */
import type { Desk } from "./desk";
import { byPlace, isMark, type Mark } from "./marks/shapes";
import { isUncertain, uncertainOf } from "./words/uncertain";
import type { WordPlace } from "./words/words";

export function uncertainCommand(desk: Desk, choose: (place: WordPlace, extends_: boolean) => void): () => boolean {
  const { props, words, selected, viewport } = desk;

  function inField(): boolean {
    const field = desk.fieldText();
    if (!selected || !field) return false;
    const next = uncertainOf(selected, field.text, words.of).find(([start]) => start >= field.caret);
    if (next) desk.chooseText(...next);
    return next !== undefined;
  }

  function inLaterMark(): boolean {
    const ordered = props.answer.annotations.filter(isMark).toSorted(byPlace);
    const at = ordered.findIndex(({ uuid }) => uuid === selected?.uuid);
    const next = ordered.slice(at + 1).find(hasUncertain);
    if (next) desk.seekIn(next);
    return next !== undefined;
  }

  function hasUncertain(mark: Mark): boolean {
    return "text" in mark && uncertainOf(mark, String(mark.text ?? ""), words.of).length > 0;
  }

  function onPage(): boolean {
    if (selected) return false;
    const { page } = viewport;
    const from = desk.range?.focus.page === page ? desk.range.focus.index + 1 : 0;
    const index = words.of(page).findIndex((word, place) => place >= from && isUncertain(word));
    const word = words.of(page)[index];
    if (!word) return false;
    choose({ page, index }, false);
    desk.say({ text: "uncertain", values: { text: word.text, percent: Math.round((word.confidence ?? 0) * 100) } });
    return true;
  }

  return () => {
    if (!inField() && !inLaterMark() && !onPage()) desk.say({ text: "noUncertain" });
    return true;
  };
}
