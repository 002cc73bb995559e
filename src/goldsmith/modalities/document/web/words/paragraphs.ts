/** Words that stand together: lines close under one another, in one column. Pure. */
import type { Box } from "../marks/shapes";
import { around, linesOf, type Word } from "./words";

/** Lines of a paragraph are no farther apart than this, in heights of a line. */
const MOST_APART = 0.9;
/** Words of a line with a gap this wide, in heights of the line, stand in different columns. */
const WIDEST_GAP = 2.5;
const MOST_TALLER = 1.6;

/** The paragraphs of a page in the order of its words. */
export function paragraphsOf(words: readonly Word[]): readonly (readonly Word[])[] {
  const paragraphs: Word[][] = [];
  for (const line of linesOf(words).flatMap(columnsOf)) {
    const box = around(line);
    const above = paragraphs.findLast((each) => isNext(around(lastLineOf(each)), box));
    if (above) above.push(...line);
    else paragraphs.push([...line]);
  }
  return paragraphs;
}

/** A line cut where its words stand far apart, as the fields of a form do. */
function columnsOf(line: readonly Word[]): readonly (readonly Word[])[] {
  const { height } = around(line);
  const columns: Word[][] = [];
  let end: number | null = null;
  for (const word of line) {
    if (end === null || word.left - end > WIDEST_GAP * height) columns.push([]);
    columns.at(-1)?.push(word);
    end = word.left + word.width;
  }
  return columns;
}

function lastLineOf(words: readonly Word[]): readonly Word[] {
  const last = words.at(-1)?.line;
  return words.filter(({ line }) => line === last);
}

function isNext(above: Box, box: Box): boolean {
  const gap = box.top - above.top - above.height;
  const [low, high] = [Math.min(above.height, box.height), Math.max(above.height, box.height)];
  const shared = Math.min(above.left + above.width, box.left + box.width) - Math.max(above.left, box.left);
  return gap > -low && gap <= MOST_APART * low && high <= MOST_TALLER * low && shared > 0;
}
