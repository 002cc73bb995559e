/** Bitmaps: a window of whole pixels of the picture, one byte each (0 or 1), down the columns. Pure. */

/** A rectangle of whole pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Bitmap extends Frame {
  /** The pixel x, y of the window is at `x * height + y`. */
  readonly pixels: Uint8Array;
}

export function emptyBitmap({ left, top, width, height }: Frame): Bitmap {
  return { left, top, width, height, pixels: new Uint8Array(width * height) };
}

export function copyOf(bitmap: Bitmap): Bitmap {
  return { ...bitmap, pixels: bitmap.pixels.slice() };
}

/** Whether the pixel that holds a place of the picture belongs to the bitmap. */
export function holds({ left, top, width, height, pixels }: Bitmap, x: number, y: number): boolean {
  const [column, row] = [Math.floor(x) - left, Math.floor(y) - top];
  if (column < 0 || row < 0 || column >= width || row >= height) return false;
  return pixels[column * height + row] === 1;
}

export function areaOfBitmap({ pixels }: Bitmap): number {
  let area = 0;
  for (let at = 0; at < pixels.length; at += 1) area += pixels[at] as number;
  return area;
}

/** null when they share no pixel. */
export function intersectionOf(a: Frame, b: Frame): Frame | null {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const width = Math.min(a.left + a.width, b.left + b.width) - left;
  const height = Math.min(a.top + a.height, b.top + b.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

export function frameAround(a: Frame, b: Frame): Frame {
  const [left, top] = [Math.min(a.left, b.left), Math.min(a.top, b.top)];
  return {
    left,
    top,
    width: Math.max(a.left + a.width, b.left + b.width) - left,
    height: Math.max(a.top + a.height, b.top + b.height) - top,
  };
}

/** So many pixels more on each side. */
export function widened({ left, top, width, height }: Frame, by: number): Frame {
  return { left: left - by, top: top - by, width: width + 2 * by, height: height + 2 * by };
}

export function containsFrame(outer: Frame, inner: Frame): boolean {
  return (
    inner.left >= outer.left &&
    inner.top >= outer.top &&
    inner.left + inner.width <= outer.left + outer.width &&
    inner.top + inner.height <= outer.top + outer.height
  );
}

/** The same pixels in another window; what lies outside it is cut off. */
export function reframed(bitmap: Bitmap, frame: Frame): Bitmap {
  const made = emptyBitmap(frame);
  eachColumn(made, bitmap, (into, from, length) => {
    made.pixels.set(bitmap.pixels.subarray(from, from + length), into);
  });
  return made;
}

/** The smallest window around its pixels; null when it has none. */
export function trimmed(bitmap: Bitmap): Bitmap | null {
  const { left, top, width, height, pixels } = bitmap;
  const first = pixels.indexOf(1);
  if (first < 0) return null;
  const [firstColumn, lastColumn] = [Math.floor(first / height), Math.floor(pixels.lastIndexOf(1) / height)];
  let [firstRow, lastRow] = [height, -1];
  for (let column = firstColumn; column <= lastColumn; column += 1) {
    const start = column * height;
    let row = 0;
    while (row < firstRow && pixels[start + row] === 0) row += 1;
    firstRow = Math.min(firstRow, row);
    row = height - 1;
    while (row > lastRow && pixels[start + row] === 0) row -= 1;
    lastRow = Math.max(lastRow, row);
  }
  const frame = {
    left: left + firstColumn,
    top: top + firstRow,
    width: lastColumn - firstColumn + 1,
    height: lastRow - firstRow + 1,
  };
  return frame.width === width && frame.height === height ? bitmap : reframed(bitmap, frame);
}

/** Give `into` the pixels of `other` that lie in its window. */
export function addPixels(into: Bitmap, other: Bitmap): void {
  eachColumn(into, other, (a, b, length) => {
    for (let step = 0; step < length; step += 1) {
      if (other.pixels[b + step]) into.pixels[a + step] = 1;
    }
  });
}

/** Take the pixels of `other` away from `from`; true when it had any of them. */
export function takePixels(from: Bitmap, other: Bitmap): boolean {
  let isChanged = false;
  eachColumn(from, other, (a, b, length) => {
    for (let step = 0; step < length; step += 1) {
      if (other.pixels[b + step] && from.pixels[a + step]) {
        from.pixels[a + step] = 0;
        isChanged = true;
      }
    }
  });
  return isChanged;
}

/** Walk the columns that two windows share: where each begins in either, and how long it is. */
function eachColumn(a: Bitmap, b: Bitmap, visit: (inA: number, inB: number, length: number) => void): void {
  const shared = intersectionOf(a, b);
  if (!shared) return;
  const { left, top, width, height } = shared;
  for (let x = left; x < left + width; x += 1) {
    visit((x - a.left) * a.height + top - a.top, (x - b.left) * b.height + top - b.top, height);
  }
}
