/** Where an arc over the text runs, and where its title stands so that no two titles cover each other. */

export interface Arc {
  readonly uuid: string;
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly title: string;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels, at the size in which titles are set: a letter's width and a line's height. */
const LETTER = 6;
const LINE = 12;
/** Parts of the way along an arc at which its title may stand, the middle first. */
const STATIONS = [0.5, 0.35, 0.65, 0.22, 0.78];
const MOST_RAISED = 6;

export function pathOf({ from: [x1, y1], to: [x2, y2] }: Arc): string {
  const top = topOf(y1, y2, x2 - x1);
  return `M${x1} ${y1}C${x1} ${top} ${x2} ${top} ${x2} ${y2}`;
}

/** A place for each title, in order: on its arc where one is free, else raised above the middle line by line. */
export function placeTitles(arcs: readonly Arc[]): Place[] {
  const taken: Box[] = [];
  return arcs.map((arc) => {
    const places = [...STATIONS.map((part) => along(arc, part)), ...raised(arc)];
    const free = places.find((place) => !taken.some((box) => overlaps(box, boxOf(arc, place))));
    const place = free ?? along(arc, 0.5);
    taken.push(boxOf(arc, place));
    return place;
  });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function topOf(y1: number, y2: number, across: number): number {
  return Math.min(y1, y2) - Math.min(22, 10 + Math.abs(across) / 14);
}

/** A point of the Bézier curve, by the part of the way. */
function along({ from: [x1, y1], to: [x2, y2] }: Arc, part: number): Place {
  const top = topOf(y1, y2, x2 - x1);
  const rest = 1 - part;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3];
  return { x: (a + b) * x1 + (c + d) * x2, y: a * y1 + (b + c) * top + d * y2 };
}

function raised(arc: Arc): Place[] {
  const { x, y } = along(arc, 0.5);
  return Array.from({ length: MOST_RAISED }, (_, line) => ({ x, y: y - LINE * (line + 1) }));
}

function boxOf({ title }: Arc, { x, y }: Place): Box {
  const half = (title.length * LETTER) / 2;
  return { left: x - half, right: x + half, top: y - LINE, bottom: y };
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
