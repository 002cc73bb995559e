/** What of a picture is looked at, and how finely. Pure. */
import { type Frame, intersectionOf } from "../mask/bitmap";
import type { Size } from "../points";
import type { Raster } from "./raster";

/** A window of whole pixels, and pixels of the raster for each of the picture's, 1 at most. */
export interface Outlook {
  readonly frame: Frame;
  readonly scale: number;
}

export interface View extends Outlook {
  readonly raster: Raster;
}

/** As fine as `scale`, as long as the raster has no more than so many pixels. */
export function outlookOn(frame: Frame, scale: number, most: number): Outlook {
  return { frame, scale: Math.min(1, scale, Math.sqrt(most / (frame.width * frame.height))) };
}

/** How many pixels the raster of a window has each way. */
export function rasterSize({ frame, scale }: Outlook): Size {
  return { width: Math.ceil(frame.width * scale), height: Math.ceil(frame.height * scale) };
}

/** A window with room around it, inside the picture. */
export function withMargin({ left, top, width, height }: Frame, margin: number, size: Size): Frame {
  const room = Math.ceil(margin);
  const grown = { left: left - room, top: top - room, width: width + 2 * room, height: height + 2 * room };
  return intersectionOf(grown, { left: 0, top: 0, ...size }) ?? { left: 0, top: 0, width: 1, height: 1 };
}
