/** What lies under the pointer. Pure. */
import type { Region, Stretch } from "../regions/shapes";
import { isWithin, type Layout, overviewTimeAtX, rowAtY, timeAtX, type WaveView, xOf } from "./geometry";
import { type Row, regionsBetween } from "./rows";

export type Part = "start" | "end" | "middle";

export type Hit =
  | { readonly on: "overview"; readonly time: number }
  | { readonly on: "ruler"; readonly time: number }
  /** On the waveform or the spectrogram, where no border of a selected region is. */
  | { readonly on: "sound"; readonly time: number }
  | { readonly on: "tier"; readonly time: number; readonly label: string | null }
  | { readonly on: "region"; readonly time: number; readonly region: Region; readonly part: Part };

const REACH = 6;

export interface Target {
  readonly view: WaveView;
  readonly layout: Layout;
  readonly stretch: Stretch;
  readonly rows: readonly Row[];
  readonly selected: readonly Region[];
}

export function hitAt({ view, layout, stretch, rows, selected }: Target, x: number, y: number): Hit {
  const time = timeAtX(view, layout, x);
  if (isWithin(layout.overview, y)) return { on: "overview", time: overviewTimeAtX(view, layout, x, stretch) };
  if (isWithin(layout.ruler, y)) return { on: "ruler", time };
  if (y < layout.tiers.top) {
    const region = selected.find(
      (each) => partAt(view, layout, each, x) === "start" || partAt(view, layout, each, x) === "end",
    );
    const part = region && partAt(view, layout, region, x);
    return region && part ? { on: "region", time, region, part } : { on: "sound", time };
  }
  const row = rows[rowAtY(view, layout, y)];
  if (!row || x < layout.gutter) return { on: "tier", time, label: row?.label ?? null };
  return hitRow(view, layout, row, time, x);
}

function hitRow(view: WaveView, layout: Layout, row: Row, time: number, x: number): Hit {
  const reach = REACH / view.pixelsPerSecond;
  const near = regionsBetween(row, time - reach, time + reach)
    .map((region) => ({ region, part: partAt(view, layout, region, x) }))
    .filter((each) => each.part !== null);
  const inside = near.find(({ region }) => region.start <= time && time < region.end);
  const found = inside ?? near[0];
  return found
    ? { on: "region", time, region: found.region, part: found.part as Part }
    : { on: "tier", time, label: row.label };
}

/** The ends of a region can be taken hold of from both sides; of a narrow one, its inside is its middle. */
function partAt(view: WaveView, layout: Layout, { start, end }: Region, x: number): Part | null {
  const [left, right] = [xOf(view, layout, start), xOf(view, layout, end)];
  if (x < left - REACH || x > right + REACH) return null;
  const inner = Math.min(REACH, (right - left) / 3);
  if (x <= left + inner) return "start";
  return x >= right - inner ? "end" : "middle";
}
