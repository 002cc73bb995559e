/** Offsets in Unicode code points, as answers hold them, and in UTF-16 units, as the browser counts. */
const STRIDE = 1024;

export interface CodePoints {
  readonly length: number;
  toUtf16(codePoint: number): number;
  fromUtf16(unit: number): number;
}

export function indexCodePoints(text: string): CodePoints {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text) ? sparseIndex(text) : sameOffsets(text);
}

function sameOffsets(text: string): CodePoints {
  const clamp = (offset: number) => Math.max(0, Math.min(text.length, offset));
  return { length: text.length, toUtf16: clamp, fromUtf16: clamp };
}

/** A checkpoint every STRIDE code points; the rest is walked. */
function sparseIndex(text: string): CodePoints {
  const checkpoints: number[] = [];
  let length = 0;
  for (let unit = 0; unit < text.length; unit += widthAt(text, unit)) {
    if (length % STRIDE === 0) checkpoints.push(unit);
    length += 1;
  }
  return {
    length,
    toUtf16(codePoint) {
      const wanted = Math.max(0, Math.min(length, codePoint));
      const block = Math.min(Math.floor(wanted / STRIDE), checkpoints.length - 1);
      let unit = checkpoints[block] ?? 0;
      for (let passed = block * STRIDE; passed < wanted; passed += 1) unit += widthAt(text, unit);
      return unit;
    },
    fromUtf16(given) {
      const wanted = Math.max(0, Math.min(text.length, given));
      const block = Math.max(0, lastAtMost(checkpoints, wanted));
      let codePoint = block * STRIDE;
      for (let unit = checkpoints[block] ?? 0; unit < wanted; unit += widthAt(text, unit)) codePoint += 1;
      return codePoint;
    },
  };
}

function widthAt(text: string, unit: number): 1 | 2 {
  return (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
}

/** Index of the last value ≤ wanted in an ascending list; -1 when none. */
export function lastAtMost(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
