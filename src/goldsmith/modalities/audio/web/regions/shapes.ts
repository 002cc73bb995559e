/** What can be marked in a recording. Times are seconds from the first sample. */
import type { Shape } from "@goldsmith/editors";

export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Region extends Shape {
  readonly type: "region" | "utterance";
  readonly start: number;
  readonly end: number;
  /** From 0; all channels without it. */
  readonly channel?: number;
  /** Only of utterances. */
  readonly transcript?: string;
  readonly words?: readonly Word[];
}

/** From one time up to another. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The least length of a region, in seconds. */
export const SHORTEST = 0.001;

export function isRegion(shape: Shape): shape is Region {
  return shape.type === "region" || shape.type === "utterance";
}

export function isUtterance(shape: Shape): shape is Region {
  return shape.type === "utterance";
}

/** The order in which Tab walks. */
export function byTime(a: Shape, b: Shape): number {
  return isRegion(a) && isRegion(b) ? a.start - b.start || a.end - b.end : 0;
}
