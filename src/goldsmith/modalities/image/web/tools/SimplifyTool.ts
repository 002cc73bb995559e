/** Fewer vertices for the selected polygons and lines, with the tolerance in hand. */
import type { ImageShape, PathShape } from "../geometry";
import { ringsOf, withRings } from "../geometry";
import { simplifyLine, simplifyRing } from "../regions/simplify";
import { type Bench, NO_PREVIEW, NOTHING, puts, type Sketch, type Tool } from "./contract";

const STEPS = [0.2, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const FIRST = STEPS.indexOf(1);

export class SimplifyTool implements Tool {
  readonly name = "simplify";
  readonly keepsSelection = true;
  readonly crosshair = null;
  readonly points = [];
  preview: ReadonlyMap<string, ImageShape> = NO_PREVIEW;
  private step = FIRST;
  private readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
  }

  begin(): void {
    this.step = FIRST;
    this.show();
  }

  private get paths(): readonly PathShape[] {
    return this.bench().selected.filter(isPath);
  }

  private show(): void {
    const tolerance = STEPS[this.step] as number;
    const simplified = this.paths.map((shape) => withTolerance(shape, tolerance));
    this.preview = new Map(simplified.map((shape) => [shape.uuid, shape]));
    const [after, before] = [simplified, this.paths].map(countVertices) as [number, number];
    this.bench().say(before === 0 ? "simplifyNothing" : "simplified", { tolerance, after, before });
    this.bench().redraw();
  }

  cancel(): boolean {
    this.preview = NO_PREVIEW;
    return false;
  }

  press(chord: string): boolean {
    const by = { "[": -1, "]": 1 }[chord];
    if (by === undefined) return false;
    this.step = Math.max(0, Math.min(STEPS.length - 1, this.step + by));
    this.show();
    return true;
  }

  enter(): boolean {
    const changed = this.paths.flatMap((shape) => {
      const simple = this.preview.get(shape.uuid) as PathShape | undefined;
      return simple && countVertices([simple]) < countVertices([shape]) ? [simple] : [];
    });
    if (changed.length > 0) this.bench().act(puts(changed));
    this.bench().rest();
    return true;
  }

  /** The mouse moves the view meanwhile. */
  down(): boolean {
    return false;
  }

  drag(): void {}
  up(): void {}
  click(): void {}
  doubleClick(): void {}

  hover(): string {
    return "grab";
  }

  nudge(): boolean {
    return false;
  }

  erase(): boolean {
    return true;
  }

  sketch(): Sketch {
    return NOTHING;
  }
}

function isPath(shape: ImageShape): shape is PathShape {
  return shape.type === "polygon" || shape.type === "line";
}

function withTolerance(shape: PathShape, tolerance: number): PathShape {
  const simplify = shape.type === "polygon" ? simplifyRing : simplifyLine;
  return withRings(
    shape,
    ringsOf(shape).map((ring) => simplify(ring, tolerance)),
  );
}

function countVertices(shapes: readonly PathShape[]): number {
  return shapes.reduce((sum, shape) => sum + ringsOf(shape).reduce((count, ring) => count + ring.length, 0), 0);
}
