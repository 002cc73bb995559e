/** What finds borders in a picture, without a worker and without a screen. For tests. */
import type { AssistDesk } from "../assist/desk";
import { cutOut } from "../cutout/cutOut";
import { shapeOfBitmap } from "../cutout/shapes";
import { drawsFrom } from "../mask/draws";
import type { Size } from "../points";
import type { ScissorsDesk } from "../scissors/desk";
import { Tracing } from "../scissors/tracing";
import type { View } from "../sight/view";

/** Pixels of what is looked at for each of the picture's. */
const SCALE = 0.25;

/** A dark disc in the middle of a light picture, with some noise. */
export function discView({ width, height }: Size): View {
  const draw = drawsFrom(2);
  const [wide, high] = [width * SCALE, height * SCALE];
  const colors = Uint32Array.from({ length: wide * high }, (_, at) => {
    const apart = Math.hypot((at % wide) + 0.5 - wide / 2, Math.floor(at / wide) + 0.5 - high / 2);
    return Math.floor((apart < high / 3 ? 70 : 170) + draw() * 30) * 0x010101 + 0xff000000;
  });
  return { frame: { left: 0, top: 0, width, height }, scale: SCALE, raster: { width: wide, height: high, colors } };
}

export function borderDesks(size: Size, label: string): { scissors: ScissorsDesk; cutout: AssistDesk } {
  const view = discView(size);
  const tracing = new Tracing();
  tracing.answer({ view, from: null, to: { x: 0, y: 0 }, reach: 0 });
  return {
    scissors: { trace: async (from, to, reach) => tracing.answer({ from, to, reach }) },
    cutout: {
      label: () => label,
      async ask({ points: marks, box }) {
        const found = cutOut({ view, box, marks, reach: 3 });
        return found && shapeOfBitmap(found, label, "polygon", view.scale);
      },
    },
  };
}

/** Answers reach a tool after the promises that carry them. */
export const settled = () => new Promise((resolve) => setTimeout(resolve));
