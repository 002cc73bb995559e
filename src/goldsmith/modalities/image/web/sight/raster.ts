/** A piece of a picture as pixels, at the picture's scale or smaller. Pure. */

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Row by row, packed as a canvas keeps them: red in the lowest byte. */
  readonly colors: Uint32Array;
}

/** Half as large, rounded up: four pixels become their mean. */
export function halved({ width, height, colors }: Raster): Raster {
  const [wide, high] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const made = new Uint32Array(wide * high);
  for (let y = 0; y < high; y += 1) {
    const [upper, lower] = [2 * y * width, Math.min(2 * y + 1, height - 1) * width];
    for (let x = 0; x < wide; x += 1) {
      const [left, right] = [2 * x, Math.min(2 * x + 1, width - 1)];
      made[y * wide + x] = meanOf(
        colors[upper + left] as number,
        colors[upper + right] as number,
        colors[lower + left] as number,
        colors[lower + right] as number,
      );
    }
  }
  return { width: wide, height: high, colors: made };
}

/** Red and blue, then green, are averaged in one number each: their sums have room between them. */
function meanOf(a: number, b: number, c: number, d: number): number {
  const outer = ((a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff)) >>> 2;
  const inner = ((a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00)) >>> 2;
  return (outer & 0xff00ff) | (inner & 0xff00) | 0xff000000;
}
