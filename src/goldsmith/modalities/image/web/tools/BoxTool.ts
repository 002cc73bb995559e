/** A box or an ellipse from corner to corner: a drag, or two clicks. */
import type { Bench } from "./contract";
import { DragTool } from "./DrawTool";

export class BoxTool extends DragTool {
  readonly name: "box" | "ellipse";
  protected readonly type: "box" | "ellipse";

  constructor(name: "box" | "ellipse", bench: () => Bench) {
    super(bench);
    this.name = name;
    this.type = name;
  }
}
