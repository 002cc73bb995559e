/** Masks to polygons, closed shapes to masks, one mask to its parts. Pure. */
import type { Op, Shape } from "@goldsmith/editors";
import { type ImageShape, type Size, strokesOf } from "../geometry";
import { fitting } from "../regions/simplify";
import { trimmed } from "./bitmap";
import { paintOps, type Scene, type Target } from "./edits";
import { partsOf } from "./flood";
import { areasOf } from "./outlines";
import { fillRings, type Ring } from "./rings";
import { bitmapOf, type MaskShape, maskOf } from "./shape";

/** Shapes that hold pixels. */
export const CLOSED: readonly string[] = ["box", "rotated_box", "polygon", "ellipse"];

/** The server takes no more holes. */
const MOST_HOLES = 1_000;

/** A polygon for each part of a mask, with holes; corners closer to a straight line than `tolerance` pixels go. */
export function polygonsOf(mask: MaskShape, tolerance: number): Shape[] {
  return areasOf(bitmapOf(mask)).map(({ outline, holes }, index) => {
    const { left, top, width, height, counts, ...common } = mask;
    const vertices = fitting(outline, tolerance, true);
    const inner = holes.slice(0, MOST_HOLES).map((hole) => fitting(hole, tolerance, true));
    const uuid = index === 0 ? mask.uuid : crypto.randomUUID();
    return { ...common, uuid, type: "polygon", vertices, ...(inner.length > 0 ? { holes: inner } : {}) };
  });
}

/** The operations that put polygons in a mask's place; its attributes and links stay with the largest part. */
export function toPolygons(mask: MaskShape, tolerance: number): Op[] {
  return polygonsOf(mask, tolerance).map((annotation): Op => ({ op: "put", annotation }));
}

/** The operations that put a mask in a closed shape's place, or give its pixels to the one mask of its label. */
export function toMask(shape: Shape, rings: readonly Ring[], size: Size, scene: Scene, target: Target | null): Op[] {
  const filled = fillRings(rings, size);
  const pixels = filled && trimmed(filled);
  if (!pixels) return [];
  if (target) return [...scene.removal(shape.uuid), ...paintOps(target, pixels, scene)];
  const { uuid, label, attributes } = shape;
  return paintOps({ uuid, label }, pixels, scene).map((op) =>
    op.op === "put" && op.annotation.uuid === uuid ? { op: "put", annotation: { ...op.annotation, attributes } } : op,
  );
}

/** The outline and holes of a closed shape; none of any other. */
export function ringsOfShape(shape: ImageShape): readonly Ring[] {
  if (!CLOSED.includes(shape.type)) return [];
  return strokesOf(shape).map(({ points }) => points);
}

/** A mask for each connected part; the largest keeps the object's identity. Nothing when it is one piece. */
export function toParts(mask: MaskShape): Op[] {
  const parts = partsOf(bitmapOf(mask));
  if (parts.length < 2) return [];
  return parts.map((part, index): Op => {
    const uuid = index === 0 ? mask.uuid : crypto.randomUUID();
    return { op: "put", annotation: maskOf({ ...mask, uuid }, part) };
  });
}
