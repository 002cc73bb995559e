/** What is done with selected masks, and with closed shapes that become masks; each is one step of undo. */
import type { Op } from "@goldsmith/editors";
import type { ImageShape } from "../geometry";
import type { Message } from "../strings";
import type { Command } from "../tools/commands";
import type { Bench } from "../tools/contract";
import { CLOSED, ringsOfShape, toMask, toParts, toPolygons } from "./convert";
import { masksAfter, paintOps, type Scene } from "./edits";
import { holesOf } from "./flood";
import { bitmapOf, isMask, type MaskShape } from "./shape";

/** Corners that stray less than this from a straight line are left out of a polygon, in pixels. */
const TOLERANCE = 0.75;

const MASK = ["mask"];

export const MASK_COMMANDS: readonly Command[] = [
  { name: "fillHoles", chord: "Shift+G", types: MASK, run: fillHoles },
  { name: "split", chord: "Shift+K", types: MASK, run: (bench) => edit(bench, chosen(bench), "onePart", toParts) },
  { name: "toPolygon", chord: "Shift+P", types: MASK, run: toPolygon },
  { name: "toMask", chord: "Shift+C", types: CLOSED, run: toMasks },
];

function chosen({ selected }: Bench): readonly MaskShape[] {
  return selected.filter(isMask);
}

function fillHoles(bench: Bench): void {
  edit(bench, chosen(bench), "noHole", (mask, scene) => {
    const holes = holesOf(bitmapOf(mask));
    return holes ? paintOps(mask, holes, scene) : [];
  });
}

function toPolygon(bench: Bench): void {
  const allowed = chosen(bench).filter(({ label }) => bench.canHave({ label, type: "polygon" }));
  if (allowed.length > 0) bench.masks.commit(allowed.flatMap((mask) => toPolygons(mask, TOLERANCE)));
  else bench.say("noPolygonLabel");
}

function toMasks(bench: Bench): void {
  const closed = bench.selected.filter(
    ({ label, type }) => CLOSED.includes(type) && bench.canHave({ label, type: "mask" }),
  );
  edit(bench, closed, "noMaskLabel", (shape, scene) => {
    const only = bench.masks.isThing(shape.label) ? undefined : scene.masks.find(({ label }) => label === shape.label);
    return toMask(shape, ringsOfShape(shape), bench.size, scene, only ?? null);
  });
}

/** Edit shapes one after the other, each seeing what the ones before did. */
function edit<S extends ImageShape>(
  bench: Bench,
  shapes: readonly S[],
  message: Message,
  opsFor: (shape: S, scene: Scene) => readonly Op[],
): void {
  let scene: Scene = bench.masks;
  const ops = shapes.flatMap((shape) => {
    const current = scene.masks.find(({ uuid }) => uuid === shape.uuid) as S | undefined;
    const found = opsFor(current ?? shape, scene);
    scene = { ...scene, masks: masksAfter(scene.masks, found) };
    return found;
  });
  if (ops.length > 0) bench.masks.commit(ops);
  else bench.say(message);
}
