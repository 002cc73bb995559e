/** A turned box: a drag from corner to corner makes it upright; three clicks are one edge and the depth. */
import type { ImageShape, Point } from "../geometry";
import { DragTool } from "./DrawTool";

const CLICKS = 3;

export class RotatedBoxTool extends DragTool {
  readonly name = "rotated_box";
  protected readonly type = "rotated_box";

  protected override isComplete(): boolean {
    return this.points.length >= CLICKS;
  }

  /** Between the first and the second click there is an edge only. */
  protected override shapeFrom(points: readonly Point[], label: string): ImageShape | null {
    const isEdge = points.length < CLICKS && label === "" && !this.isDragging;
    return isEdge ? null : super.shapeFrom(points, label);
  }
}
