/** The outlines of a bitmap along the sides of its pixels, with the holes that belong to each. Pure. */
import { contains, type Point, signedArea } from "../points";
import type { Bitmap } from "./bitmap";
import type { Ring } from "./rings";

/** An outline and the outlines of its holes. */
export interface Area {
  readonly outline: Ring;
  readonly holes: readonly Ring[];
}

const STEPS: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/** Every closed outline, in picture pixels: clockwise (y down) around painted pixels, counter-clockwise around holes. */
export function outlinesOf(bitmap: Bitmap): Ring[] {
  const { width, height, pixels } = bitmap;
  const isWalked = new Uint8Array(pixels.length);
  const rings: Ring[] = [];
  for (let at = 0; at < pixels.length; at += 1) {
    const isTopSide = pixels[at] === 1 && (at % height === 0 || pixels[at - 1] === 0);
    if (isTopSide && isWalked[at] === 0) rings.push(walk(bitmap, Math.floor(at / height), at % height, isWalked));
  }
  return width > 0 ? rings : [];
}

/** Follow pixel sides with the painted ones on the right; pixels that meet at a corner only are kept apart. */
function walk(
  { left, top, width, height, pixels }: Bitmap,
  startX: number,
  startY: number,
  isWalked: Uint8Array,
): Ring {
  const isPainted = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && pixels[x * height + y] === 1;
  const ring: Point[] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    if (direction === 0) isWalked[x * height + y] = 1;
    const [dx, dy] = STEPS[direction] as readonly [number, number];
    [x, y] = [x + dx, y + dy];
    // The pixels ahead of this corner, to the right and to the left of the way.
    const [rightX, rightY] = [x + (direction === 1 || direction === 2 ? -1 : 0), y + (direction >= 2 ? -1 : 0)];
    const [leftX, leftY] = [x + (direction >= 2 ? -1 : 0), y + (direction === 0 || direction === 3 ? -1 : 0)];
    const turn = !isPainted(rightX, rightY) ? 1 : isPainted(leftX, leftY) ? 3 : 0;
    if (turn !== 0) ring.push({ x: x + left, y: y + top });
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  return ring;
}

/** Outlines with their holes: a hole belongs to the smallest outline around it. */
export function areasOf(bitmap: Bitmap): Area[] {
  const rings = outlinesOf(bitmap);
  const outer = rings
    .filter((ring) => signedArea(ring) > 0)
    .map((outline) => ({ outline, size: signedArea(outline), holes: [] as Ring[] }))
    .sort((a, b) => a.size - b.size);
  for (const hole of rings.filter((ring) => signedArea(ring) < 0)) {
    const inside = insideCorner(hole);
    outer.find(({ outline, size }) => size > -signedArea(hole) && contains(outline, inside))?.holes.push(hole);
  }
  return outer.map(({ outline, holes }) => ({ outline, holes })).reverse();
}

/** A place inside a hole, a quarter of a pixel off its first corner. */
function insideCorner(hole: Ring): Point {
  const [before, at, after] = [hole.at(-1), hole[0], hole[1]] as [Point, Point, Point];
  const [dx, dy] = [Math.sign(before.x - at.x + after.x - at.x) / 4, Math.sign(before.y - at.y + after.y - at.y) / 4];
  const isIn = contains(hole, { x: at.x + dx, y: at.y + dy });
  return isIn ? { x: at.x + dx, y: at.y + dy } : { x: at.x - dx, y: at.y - dy };
}
