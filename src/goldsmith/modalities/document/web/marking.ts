/** Marking what is selected or drawn, with the label in hand or another. */
import { allowsShape, type Label, type LabelPress } from "@goldsmith/editors";
import { type Desk, noWordsNote } from "./desk";
import { markBox, markPage, markWords, padded, snapped } from "./marks/operations";
import { markOutline, type Outline } from "./marks/outlines";
import { type Box, boxesOf, isMark, isPageMark, type Mark } from "./marks/shapes";
import type { PageSize } from "./pages/openDocument";
import { paragraphsOf } from "./words/paragraphs";
import { around, inOrder, passageOf, textOf, type Word, type WordRange, wordsIn } from "./words/words";

export interface Marking {
  /** Mark words; false where there is no label for it. */
  words(range: WordRange, wanted: string | null): boolean;
  box(page: number, box: Box, isFree: boolean): boolean;
  outline(outline: Outline): boolean;
  /** A block, as a guess, for each paragraph of words that nobody has marked. */
  propose(page: number, known: readonly Word[]): void;
  /** What a label's key means: the words that are chosen, or the page; false where it is about the selected mark. */
  pressLabel(name: string): LabelPress;
}

export function makeMarking(desk: Desk): Marking {
  const { props, document, words, viewport } = desk;

  function put(mark: Mark | null, label: Label): boolean {
    if (!mark) {
      desk.say({ text: "notAllowed", values: { label: label.title } });
      return false;
    }
    props.dispatch({ op: "put", annotation: mark });
    if (props.activeLabel === label.name) desk.drawn.note(mark.uuid);
    props.onSelect([mark.uuid]);
    return true;
  }

  function labelFor(wanted: string | null, fits: (label: Label) => boolean): Label | undefined {
    const named = desk.labels.find(({ name }) => name === wanted);
    const fitting = desk.labels.filter(fits);
    return named ?? (fitting.length === 1 ? fitting[0] : undefined);
  }

  function isDrawable(label: Label): boolean {
    return allowsShape(label, "block") || allowsShape(label, "table");
  }

  /** The words of a page that no mark covers. */
  function unmarked(page: number, known: readonly Word[]): readonly Word[] {
    const boxes = props.answer.annotations.filter(isMark).flatMap(boxesOf);
    const taken = new Set(boxes.filter((box) => box.page === page).flatMap((box) => wordsIn(box, known)));
    return known.filter((word) => !taken.has(word));
  }

  const marking: Marking = {
    words(range, wanted) {
      const label = labelFor(wanted, (each) => isDrawable(each) || allowsShape(each, "span"));
      if (props.readOnly || !label) return false;
      const [start, end] = inOrder(range);
      const size = document.pages[start.page] as PageSize;
      const mark = markWords(label, passageOf(range, words.of), size, words.of(start.page));
      if (!put(mark, label)) return false;
      desk.lastWord.current = end;
      desk.setRange(null);
      return true;
    },
    box(page, box, isFree) {
      const label = labelFor(props.activeLabel, isDrawable);
      if (props.readOnly) return false;
      if (!label) {
        desk.say({ text: "noLabel" });
        return false;
      }
      const known = words.of(page);
      const isTight = !isFree && allowsShape(label, "block");
      return put(
        markBox(label, page, isTight ? snapped(box, known) : box, known, document.pages[page] as PageSize),
        label,
      );
    },
    outline(drawn) {
      const label = labelFor(props.activeLabel, (each) => allowsShape(each, "block"));
      if (props.readOnly) return false;
      if (!label) {
        desk.say({ text: "noLabel" });
        return false;
      }
      const size = document.pages[drawn.page] as PageSize;
      return put(markOutline(label, drawn, words.of(drawn.page), size), label);
    },
    propose(page, known) {
      const label = labelFor(props.activeLabel, (each) => allowsShape(each, "block"));
      if (props.readOnly) return;
      if (!label || !allowsShape(label, "block")) {
        desk.say(label ? { text: "notAllowed", values: { label: label.title } } : { text: "noLabel" });
        return;
      }
      const size = document.pages[page] as PageSize;
      const guesses = paragraphsOf(unmarked(page, known)).flatMap((paragraph) => {
        const mark = markBox(label, page, padded(around(paragraph)), [], size);
        return mark ? [{ ...mark, text: textOf(paragraph) }] : [];
      });
      for (const guess of guesses) props.propose(guess);
      const [first] = guesses;
      if (first) props.onSelect([first.uuid]);
      desk.say(
        first
          ? { text: "proposed", values: { count: guesses.length } }
          : { text: known.length > 0 ? "nothingToPropose" : noWordsNote(document) },
      );
    },
    pressLabel(name) {
      const label = desk.labels.find((each) => each.name === name);
      if (!label || props.readOnly) return "untaken";
      if (desk.range) return marking.words(desk.range, name) ? "marked" : "armed";
      if (!allowsShape(label, "page") || isDrawable(label) || allowsShape(label, "span")) return desk.drawn.press();
      const { page } = viewport;
      const known = props.answer.annotations.find(
        (shape) => isPageMark(shape as Mark) && shape.page === page && shape.label === name,
      );
      if (known) props.onSelect([known.uuid]);
      else put(markPage(label, page), label);
      return "marked";
    },
  };
  return marking;
}
