/** A block: its front face by a drag or two clicks, then a click where the last corner lies on the back. */
import { keepInside, makeShape, type Point } from "../geometry";
import type { Sketch } from "./contract";
import { DragTool } from "./DrawTool";

export class CuboidTool extends DragTool {
  readonly name = "cuboid";
  protected readonly type = "cuboid";

  protected override endDrag(start: Point, at: Point): void {
    this.points = [start, keepInside(at, this.bench().size)];
  }

  override sketch(): Sketch {
    const sketch = super.sketch();
    const [first, second = this.pointer] = this.points;
    if (sketch.shape || !first || !second) return sketch;
    return { ...sketch, shape: makeShape("box", "", [first, second], this.bench().size), paths: [] };
  }
}
