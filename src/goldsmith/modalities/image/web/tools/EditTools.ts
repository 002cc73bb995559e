/** Tools that draw a line across what is selected: a hole in a polygon, a cut through polygons and lines. */
import type { Op } from "@goldsmith/editors";
import type { ImageShape, PathShape, Point } from "../geometry";
import { ringsOf, withRings } from "../geometry";
import { type Region, split, splitLine, subtract } from "../regions/regions";
import type { Bench } from "./contract";
import { PathTool } from "./PathTool";

export class HoleTool extends PathTool {
  override readonly keepsSelection = true;

  constructor(bench: () => Bench) {
    super("hole", "polygon", bench);
  }

  protected override finish(points: readonly Point[]): void {
    const [shape] = this.bench().selected.filter(isPolygon);
    this.points = [];
    const parts = shape ? subtract(ringsOf(shape), [points]) : [];
    if (shape && parts.length > 0) this.putDown(partsOps(shape, parts));
    else this.bench().say("holeNowhere");
  }

  private putDown(ops: readonly Op[]): void {
    this.bench().act(ops);
    this.bench().rest();
  }
}

export class CutTool extends PathTool {
  override readonly keepsSelection = true;

  constructor(bench: () => Bench) {
    super("cut", "line", bench);
  }

  protected override finish(points: readonly Point[]): void {
    this.points = [];
    const ops = this.bench().selected.flatMap((shape) => cutOps(shape, points));
    if (ops.length === 0) {
      this.bench().say("cutNothing");
      return;
    }
    this.bench().act(ops);
    this.bench().rest();
  }
}

function cutOps(shape: ImageShape, cut: readonly Point[]): Op[] {
  if (shape.type === "polygon") {
    const parts = split(ringsOf(shape), cut);
    return parts.length > 1 ? partsOps(shape, parts) : [];
  }
  if (shape.type !== "line") return [];
  const parts = splitLine(shape.vertices, cut);
  return parts.length > 1
    ? partsOps(
        shape,
        parts.map((part) => [part]),
      )
    : [];
}

export function isPolygon(shape: ImageShape): shape is PathShape {
  return shape.type === "polygon";
}

/** The first part stays the object it was, the others are new ones with the same label and answers. */
export function partsOps(shape: PathShape, parts: readonly Region[]): Op[] {
  return parts.map((part, index): Op => {
    const uuid = index === 0 ? shape.uuid : crypto.randomUUID();
    return { op: "put", annotation: { ...withRings(shape, part), uuid } };
  });
}
