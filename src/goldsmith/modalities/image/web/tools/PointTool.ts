/** One place: a click. */
import { DrawTool } from "./DrawTool";

export class PointTool extends DrawTool {
  readonly name = "point";
  protected readonly type = "point";
}
