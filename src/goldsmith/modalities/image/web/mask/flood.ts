/** Connected places of a bitmap: holes, and parts. Pixels join parts by sides and corners, what is around them by sides. */
import { type Bitmap, emptyBitmap, trimmed } from "./bitmap";

/** What a flood found: the pixels it reached, and whether it ran over the window's edge. */
interface Reached {
  readonly bitmap: Bitmap;
  readonly isOpen: boolean;
}

/** The closed hole of a mask around a place, as a bitmap; null when the place is painted or the hole is open. */
export function holeAt(mask: Bitmap, x: number, y: number): Bitmap | null {
  const reached = floodFrom(mask, x, y);
  return !reached || reached.isOpen ? null : reached.bitmap;
}

/** What is not painted and joined to a place, up to the edges of the window; null when the place is painted. */
export function regionAt(mask: Bitmap, x: number, y: number): Bitmap | null {
  return floodFrom(mask, x, y)?.bitmap ?? null;
}

function floodFrom(mask: Bitmap, x: number, y: number): Reached | null {
  const [column, row] = [Math.floor(x) - mask.left, Math.floor(y) - mask.top];
  if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return null;
  const start = column * mask.height + row;
  return mask.pixels[start] === 1 ? null : flood(mask, start, emptyBitmap(mask));
}

/** All closed holes of a mask together; null when it has none. */
export function holesOf(mask: Bitmap): Bitmap | null {
  const outside = emptyBitmap(mask);
  for (const start of edgeOf(mask)) {
    if (mask.pixels[start] === 0 && outside.pixels[start] === 0) flood(mask, start, outside);
  }
  const holes = emptyBitmap(mask);
  for (let at = 0; at < holes.pixels.length; at += 1) {
    holes.pixels[at] = mask.pixels[at] === 0 && outside.pixels[at] === 0 ? 1 : 0;
  }
  return trimmed(holes);
}

/** The connected parts of a mask, each in its own window, largest first. */
export function partsOf(mask: Bitmap): Bitmap[] {
  const rest = mask.pixels.slice();
  const parts: { readonly part: Bitmap; readonly area: number }[] = [];
  for (let start = rest.indexOf(1); start >= 0; start = rest.indexOf(1, start)) parts.push(takePart(mask, rest, start));
  return parts.sort((a, b) => b.area - a.area).map(({ part }) => part);
}

function takePart(mask: Bitmap, rest: Uint8Array, start: number): { part: Bitmap; area: number } {
  const { width, height } = mask;
  const found = [start];
  rest[start] = 0;
  for (let next = 0; next < found.length; next += 1) {
    const at = found[next] as number;
    const [column, row] = [Math.floor(at / height), at % height];
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x += 1) {
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y += 1) {
        const neighbor = x * height + y;
        if (rest[neighbor] === 0) continue;
        rest[neighbor] = 0;
        found.push(neighbor);
      }
    }
  }
  return { part: windowOf(mask, found), area: found.length };
}

function windowOf({ left, top, height }: Bitmap, found: readonly number[]): Bitmap {
  let [first, last, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const at of found) {
    const [column, row] = [Math.floor(at / height), at % height];
    [first, last] = [Math.min(first, column), Math.max(last, column)];
    [low, high] = [Math.min(low, row), Math.max(high, row)];
  }
  const part = emptyBitmap({ left: left + first, top: top + low, width: last - first + 1, height: high - low + 1 });
  for (const at of found) part.pixels[(Math.floor(at / height) - first) * part.height + (at % height) - low] = 1;
  return part;
}

/** Everything that is not painted and joined to a start by sides, set in `into`. */
function flood(mask: Bitmap, start: number, into: Bitmap): Reached {
  const { width, height, pixels } = mask;
  const stack = [start];
  into.pixels[start] = 1;
  let isOpen = false;
  const enter = (at: number) => {
    if (pixels[at] === 1 || into.pixels[at] === 1) return;
    into.pixels[at] = 1;
    stack.push(at);
  };
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const row = at % height;
    const [isTop, isBottom, isFirst, isLast] = [row === 0, row === height - 1, at < height, at >= (width - 1) * height];
    isOpen ||= isTop || isBottom || isFirst || isLast;
    if (!isTop) enter(at - 1);
    if (!isBottom) enter(at + 1);
    if (!isFirst) enter(at - height);
    if (!isLast) enter(at + height);
  }
  return { bitmap: into, isOpen };
}

function* edgeOf({ width, height }: Bitmap): Iterable<number> {
  for (let row = 0; row < height; row += 1) {
    yield row;
    yield (width - 1) * height + row;
  }
  for (let column = 0; column < width; column += 1) {
    yield column * height;
    yield column * height + height - 1;
  }
}
