/** Keys for painting as a whole: the next mask, the brush, and how masks cover the picture. */
import type { Bench } from "../tools/contract";
import type { Bitmap } from "./bitmap";
import { countGaps, coverOf, nearestGap, restOf } from "./cover";
import { paintOps } from "./edits";
import { maskSettings } from "./settings";
import { bitmapOf } from "./shape";

export type CoverAction = "beginNew" | "toggleTip" | "toggleLock" | "nextGap" | "fillRest";

export const COVER_KEYS: Readonly<Record<CoverAction, string>> = {
  beginNew: "N",
  toggleTip: "Shift+B",
  toggleLock: "Shift+L",
  nextGap: "J",
  fillRest: "Shift+J",
};

const ACTIONS: Readonly<Record<CoverAction, (bench: Bench) => void>> = {
  beginNew: (bench) => bench.select([]),
  toggleTip: () => maskSettings.setState(({ tip }) => ({ tip: tip === "round" ? "square" : "round" })),
  toggleLock: () => maskSettings.setState(({ isLocked }) => ({ isLocked: !isLocked })),
  nextGap,
  fillRest,
};

export function runCover(action: CoverAction, bench: Bench): void {
  if (!bench.readOnly) ACTIONS[action](bench);
}

/** Enter is held back where it would send an answer with gaps, which would come back. */
export function pressCover(chord: string, bench: Bench): boolean {
  if (bench.readOnly) return false;
  if (chord === "Enter") return holdBack(bench);
  const action = (Object.keys(COVER_KEYS) as CoverAction[]).find((each) => COVER_KEYS[each] === chord);
  if (action) runCover(action, bench);
  return action !== undefined;
}

function holdBack(bench: Bench): boolean {
  const count = bench.masks.mustCover ? countGaps(coverOnBench(bench)) : 0;
  if (count === 0) return false;
  nextGap(bench);
  bench.say("gapsLeft", { count, formatted: count.toLocaleString() });
  return true;
}

function nextGap(bench: Bench): void {
  const gap = nearestGap(coverOnBench(bench), bench.masks.crosshair() ?? bench.viewCenter());
  if (gap) bench.masks.point(gap);
  else bench.say("noGap");
}

function fillRest(bench: Bench): void {
  const { masks } = bench;
  const target = masks.target();
  if (!target) return;
  masks.commit(paintOps(target, restOf(coverOnBench(bench)), masks), target);
  masks.point(null);
}

function coverOnBench({ masks, size }: Bench): Bitmap {
  return coverOf(masks.masks.map(bitmapOf), size);
}
