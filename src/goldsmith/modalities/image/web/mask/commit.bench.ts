/** What the end of a stroke costs on a picture of 12 megapixels: `npx vitest bench` in `web`. */
import { bench, describe } from "vitest";
import { type Bitmap, emptyBitmap } from "./bitmap";
import { paintSweep } from "./brush";
import { countGaps, coverOf } from "./cover";
import { drawsFrom } from "./draws";
import { paintOps } from "./edits";
import { bitmapOf, type MaskShape, maskOf } from "./shape";

const size = { width: 4_000, height: 3_000 };

function disc(left: number, top: number, diameter: number): Bitmap {
  const bitmap = emptyBitmap({ left, top, width: diameter, height: diameter });
  const middle = { x: left + diameter / 2, y: top + diameter / 2 };
  paintSweep(bitmap, middle, middle, { tip: "round", diameter });
  return bitmap;
}

function mask(uuid: string, bitmap: Bitmap): MaskShape {
  return maskOf({ uuid, label: "car", attributes: {} }, bitmap);
}

/** Two million pixels with a ragged inside: 20,000 single pixels are turned over. */
function largeMask(): MaskShape {
  const large = disc(1_000, 700, 1_600);
  const draw = drawsFrom(1);
  for (let count = 0; count < 20_000; count += 1) {
    const at = Math.floor(draw() * large.pixels.length);
    large.pixels[at] = 1 - (large.pixels[at] as number);
  }
  return mask("large", large);
}

const large = largeMask();
const others = Array.from({ length: 200 }, (_, index) =>
  mask(`${index}`, disc((index % 20) * 190, Math.floor(index / 20) * 280, 220)),
);
const stroke = emptyBitmap({ left: 900, top: 900, width: 900, height: 700 });
paintSweep(stroke, { x: 940, y: 940 }, { x: 1_700, y: 1_500 }, { tip: "round", diameter: 60 });

describe("a stroke on a mask of two million pixels, among 200 others", () => {
  for (const mayOverlap of [true, false]) {
    bench(`ends, and masks may ${mayOverlap ? "" : "not "}overlap`, () => {
      paintOps(large, stroke, { masks: [large, ...others], mayOverlap, isLocked: false, removal: () => [] });
    });
  }

  bench("leaves the pixels without a label to be counted", () => {
    countGaps(coverOf([large, ...others].map(bitmapOf), size));
  });
});
