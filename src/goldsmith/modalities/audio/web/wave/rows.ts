/** The rows under the waveform: a tier for each label, and one more for each region that overlaps another on its tier. */
import type { Region } from "../regions/shapes";
import { byTime } from "../regions/shapes";

export interface Row {
  readonly label: string;
  /** The first row of its tier. */
  readonly isFirst: boolean;
  /** In time, without overlap: so both their starts and their ends ascend. */
  readonly regions: readonly Region[];
}

/** `labels`: those of the project in their order; each has a row, also while nothing is on it. */
export function rowsOf(regions: readonly Region[], labels: readonly string[]): readonly Row[] {
  const byLabel = new Map<string, Region[]>(labels.map((label) => [label, []]));
  for (const region of regions.toSorted(byTime)) {
    const tier = byLabel.get(region.label);
    if (tier) tier.push(region);
    else byLabel.set(region.label, [region]);
  }
  return [...byLabel].flatMap(([label, tier]) =>
    pack(tier).map((lane, index): Row => ({ label, isFirst: index === 0, regions: lane })),
  );
}

/** The regions of a row that can be seen, found by halving: a row may hold thousands. */
export function regionsBetween({ regions }: Row, start: number, end: number): readonly Region[] {
  const first = firstWhere(regions, (region) => region.end >= start);
  const last = firstWhere(regions, (region) => region.start > end);
  return regions.slice(first, last);
}

export function rowIndexOf(rows: readonly Row[], uuid: string | undefined): number {
  return uuid === undefined ? -1 : rows.findIndex(({ regions }) => regions.some((region) => region.uuid === uuid));
}

/** Each region goes into the first lane where it fits. */
function pack(regions: readonly Region[]): readonly (readonly Region[])[] {
  const lanes: Region[][] = [[]];
  for (const region of regions) {
    const lane = lanes.find((each) => (each.at(-1)?.end ?? Number.NEGATIVE_INFINITY) <= region.start);
    if (lane) lane.push(region);
    else lanes.push([region]);
  }
  return lanes;
}

function firstWhere(regions: readonly Region[], holds: (region: Region) => boolean): number {
  let [low, high] = [0, regions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(regions[middle] as Region)) high = middle;
    else low = middle + 1;
  }
  return low;
}
