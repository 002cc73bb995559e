/** What is done with the selected shapes at one stroke: by key, or from the menu. Each is one step of undo. */
import type { Op } from "@goldsmith/editors";
import { boundsOf, type ImageShape, moveShape, outline, type PathShape, ringsOf, withRings } from "../geometry";
import { MASK_COMMANDS } from "../mask/commands";
import { areaOfRegion, type Region, subtract, unite } from "../regions/regions";
import { type Bench, puts } from "./contract";
import { step, toEnd } from "./depth";
import { isPolygon, partsOps } from "./EditTools";
import { copies, grouped, ungrouped, withGroups } from "./groups";

export interface Command {
  readonly name: string;
  readonly chord: string;
  /** Types of which one must be selected; absent: any. */
  readonly types?: readonly string[];
  run(bench: Bench): void;
}

/** Copied shapes outlive the item they were copied from. */
let clipboard: readonly ImageShape[] = [];

/** Picture pixels that a copy lies beside what it would cover. */
const BESIDE = 10;

/** Square pixels; less is the grid's, not a hand's. */
const LEAST_OVERLAP = 0.5;

const POLYGON = ["polygon"];

export const COMMANDS: readonly Command[] = [
  { name: "merge", chord: "Shift+M", types: POLYGON, run: merge },
  { name: "trim", chord: "Shift+T", types: POLYGON, run: trim },
  ...MASK_COMMANDS,
  { name: "toFront", chord: "Home", run: (bench) => change(bench, toEnd(bench.shapes, bench.selected, 1)) },
  { name: "forward", chord: "PageUp", run: (bench) => stepAll(bench, 1) },
  { name: "backward", chord: "PageDown", run: (bench) => stepAll(bench, -1) },
  { name: "toBack", chord: "End", run: (bench) => change(bench, toEnd(bench.shapes, bench.selected, -1)) },
  { name: "group", chord: "Ctrl+G", run: group },
  { name: "ungroup", chord: "Ctrl+Shift+G", run: (bench) => change(bench, ungrouped(bench.selected)) },
  { name: "copy", chord: "Ctrl+C", run: copy },
  { name: "paste", chord: "Ctrl+V", run: (bench) => put(bench, clipboard) },
  { name: "duplicate", chord: "Ctrl+D", run: (bench) => put(bench, bench.selected) },
  { name: "selectAll", chord: "Ctrl+A", run: (bench) => bench.select(bench.shapes.map(({ uuid }) => uuid)) },
  { name: "selectGroup", chord: "Ctrl+Space", run: selectGroup },
];

const WHILE_READING = new Set(["copy", "selectAll", "selectGroup"]);
const WITHOUT_SELECTION = new Set(["paste", "selectAll"]);

export function canRun({ name, types }: Command, { selected, readOnly }: Bench): boolean {
  if (readOnly && !WHILE_READING.has(name)) return false;
  if (name === "paste") return clipboard.length > 0;
  if (!WITHOUT_SELECTION.has(name) && selected.length === 0) return false;
  return !types || selected.some(({ type }) => types.includes(type));
}

/** False when no command has this key, or there is nothing to run it on. */
export function runCommand(chord: string, bench: Bench): boolean {
  const command = COMMANDS.find((one) => one.chord === chord && canRun(one, bench));
  if (!command) return false;
  command.run(bench);
  return true;
}

function change(bench: Bench, shapes: readonly ImageShape[]): void {
  if (shapes.length > 0) bench.act(puts(shapes));
}

function stepAll(bench: Bench, side: 1 | -1): void {
  const [only] = bench.selected;
  if (!only) return;
  change(bench, bench.selected.length > 1 ? toEnd(bench.shapes, bench.selected, side) : step(bench.shapes, only, side));
}

function group(bench: Bench): void {
  if (bench.selected.length > 1) change(bench, grouped(bench.selected));
  else bench.say("groupTwo");
}

function selectGroup(bench: Bench): void {
  bench.select(
    withGroups(
      bench.shapes,
      bench.selected.map(({ uuid }) => uuid),
    ),
  );
}

/** Polygons that touch or overlap become the first one of them. */
function merge(bench: Bench): void {
  const [first, ...others] = bench.selected.filter(isPolygon);
  const regions = first && others.length > 0 ? unite(...[first, ...others].map(ringsOf)) : [];
  const [region] = regions;
  if (!first || !region || regions.length > 1) bench.say("mergeTouching");
  else bench.act([...puts([withRings(first, region)]), ...bench.removal(others.map(({ uuid }) => uuid))]);
}

/** Give up what neighbours cover, so that borders are shared. */
function trim(bench: Bench): void {
  const own = new Set(bench.selected.map(({ uuid }) => uuid));
  const ops = bench.selected.filter(isPolygon).flatMap((shape): Op[] => trimmed(shape, neighbours(bench, shape, own)));
  if (ops.length > 0) bench.act(ops);
  else bench.say("trimNothing");
}

function neighbours(bench: Bench, shape: PathShape, own: ReadonlySet<string>): readonly PathShape[] {
  return bench
    .shapesWithin(boundsOf(outline(shape)))
    .filter(isPolygon)
    .filter(({ uuid }) => !own.has(uuid));
}

/** Nothing when nothing overlaps, or nothing would remain. */
function trimmed(shape: PathShape, others: readonly PathShape[]): Op[] {
  const areaOf = (regions: readonly Region[]) => regions.reduce((sum, region) => sum + areaOfRegion(region), 0);
  const parts = subtract(ringsOf(shape), ...others.map(ringsOf));
  const isSame = areaOf(unite(ringsOf(shape))) - areaOf(parts) < LEAST_OVERLAP;
  return isSame || parts.length === 0 ? [] : partsOps(shape, parts);
}

function copy(bench: Bench): void {
  clipboard = bench.selected;
  bench.say("copied", { count: clipboard.length });
}

/** Copies of shapes, beside the ones they would cover, and selected. */
function put(bench: Bench, shapes: readonly ImageShape[]): void {
  const fitting = shapes.filter((shape) => bench.canHave(shape));
  if (fitting.length > 0) putCopies(bench, fitting);
  else bench.say("pasteNothing");
}

function putCopies(bench: Bench, shapes: readonly ImageShape[]): void {
  const taken = new Set(bench.shapes.map(placeOf));
  const by = shapes.some((shape) => taken.has(placeOf(shape))) ? BESIDE : 0;
  const placed = copies(shapes).map((shape) => moveShape(shape, by, by, bench.size));
  bench.act(puts(placed));
  bench.select(placed.map(({ uuid }) => uuid));
}

function placeOf(shape: ImageShape): string {
  return `${shape.type} ${shape.label} ${JSON.stringify(outline(shape))}`;
}
