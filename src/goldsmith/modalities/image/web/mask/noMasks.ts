/** The desk of an editor without masks, such as that of videos. */
import type { MaskDesk } from "./desk";

const nothing = () => undefined;
const nobody = () => null;

export const NO_MASKS: MaskDesk = {
  masks: [],
  selected: [],
  mustCover: false,
  mayOverlap: true,
  isLocked: false,
  isThing: () => true,
  removal: () => [],
  target: nobody,
  masksAt: () => [],
  colorOf: () => "",
  visibleFrame: nobody,
  colors: nobody,
  preview: nothing,
  commit: nothing,
  crosshair: nobody,
  point: nothing,
};
