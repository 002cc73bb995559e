/** One mask ready to be painted: its pixels as a canvas and its outline as a path, at half the detail for each zoom out. */
import { type Bitmap, emptyBitmap, type Frame } from "./bitmap";
import { outlinesOf } from "./outlines";
import { bitmapOf, type MaskShape } from "./shape";

/** Period and width of a guess's hatching, in pixels of a level. */
const HATCH = 8;
const HATCH_WIDTH = 3;

/** In screen pixels: the line that hides the steps of an outline is wider than that. */
const MOST_OF_OUTLINE = 1.5;

interface Level {
  readonly bitmap: Bitmap;
  /** Picture pixels that one of its pixels covers. */
  readonly step: number;
  canvas: HTMLCanvasElement | null;
  outline: Path2D | null;
}

export class MaskSprite {
  readonly color: string;
  private readonly isHatched: boolean;
  private readonly mask: MaskShape;
  private readonly levels: Level[] = [];

  constructor(mask: MaskShape, color: string, isHatched: boolean) {
    this.mask = mask;
    this.color = color;
    this.isHatched = isHatched;
  }

  /** Fill, opaque; the context's transform maps picture pixels to the screen, `scale` screen pixels each. */
  paintFill(context: CanvasRenderingContext2D, scale: number): void {
    const level = this.levelFor(scale);
    const { bitmap, step } = level;
    level.canvas ??= canvasOf(bitmap, this.color, this.isHatched);
    context.imageSmoothingEnabled = scale * step < 1;
    context.drawImage(level.canvas, bitmap.left * step, bitmap.top * step, bitmap.width * step, bitmap.height * step);
  }

  /** Stroke its outline in the context's current style. */
  paintOutline(context: CanvasRenderingContext2D, scale: number): void {
    const level = this.levelFor(scale, MOST_OF_OUTLINE);
    level.outline ??= pathOf(level.bitmap, level.step);
    context.stroke(level.outline);
  }

  /** The coarsest level whose pixels are no larger than so many of the screen's. */
  private levelFor(scale: number, most = 1): Level {
    this.levels[0] ??= { bitmap: bitmapOf(this.mask), step: 1, canvas: null, outline: null };
    let level = this.levels[0];
    for (let depth = 1; level.step * 2 * scale <= most && level.bitmap.pixels.length > 1; depth += 1) {
      this.levels[depth] ??= { bitmap: halved(level.bitmap), step: level.step * 2, canvas: null, outline: null };
      level = this.levels[depth] as Level;
    }
    return level;
  }
}

/** Half as many pixels across and down: one is painted where at least two of four were, or any if none would be left. */
export function halved(bitmap: Bitmap): Bitmap {
  const [left, top] = [bitmap.left >> 1, bitmap.top >> 1];
  const width = ((bitmap.left + bitmap.width + 1) >> 1) - left;
  const height = ((bitmap.top + bitmap.height + 1) >> 1) - top;
  const half = emptyBitmap({ left, top, width, height });
  for (let column = 0; column < bitmap.width; column += 1) {
    const into = (((bitmap.left + column) >> 1) - left) * height - top;
    const from = column * bitmap.height;
    for (let row = 0; row < bitmap.height; row += 1) {
      const at = into + ((bitmap.top + row) >> 1);
      half.pixels[at] = (half.pixels[at] as number) + (bitmap.pixels[from + row] as number);
    }
  }
  const fewest = half.pixels.some((count) => count > 1) ? 2 : 1;
  for (let at = 0; at < half.pixels.length; at += 1) half.pixels[at] = (half.pixels[at] as number) >= fewest ? 1 : 0;
  return half;
}

export function canvasOf(bitmap: Bitmap, color: string, isHatched = false): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  putPixels(canvas, bitmap, bitmap, color, isHatched);
  return canvas;
}

/** Paint those pixels of a bitmap that lie in a part of its window on the canvas of that window. */
export function putPixels(
  canvas: HTMLCanvasElement,
  bitmap: Bitmap,
  part: Frame,
  color: string,
  isHatched = false,
): void {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.createImageData(part.width, part.height);
  const packed = packedColor(color);
  const thin = (packed & 0xffffff) | 0x70000000;
  const colors = new Uint32Array(image.data.buffer);
  for (let x = 0; x < part.width; x += 1) {
    const column = (x + part.left - bitmap.left) * bitmap.height + part.top - bitmap.top;
    for (let y = 0; y < part.height; y += 1) {
      if (bitmap.pixels[column + y] === 0) continue;
      const isOnHatch = !isHatched || (x + part.left + y + part.top) % HATCH < HATCH_WIDTH;
      colors[y * part.width + x] = isOnHatch ? packed : thin;
    }
  }
  context.putImageData(image, part.left - bitmap.left, part.top - bitmap.top);
}

/** "#rrggbb" as a canvas keeps it in memory, opaque. */
function packedColor(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function pathOf(bitmap: Bitmap, step: number): Path2D {
  const path = new Path2D();
  for (const ring of outlinesOf(bitmap)) {
    ring.forEach(({ x, y }, index) => {
      if (index === 0) path.moveTo(x * step, y * step);
      else path.lineTo(x * step, y * step);
    });
    path.closePath();
  }
  return path;
}
