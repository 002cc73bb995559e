/** The hands: one tool at a time gets what the pointer and the keys do. */

import { AssistTool } from "./assist/AssistTool";
import type { ImageShape, Point } from "./geometry";
import type { PointerGesture, PointerHandlers } from "./ImageCanvas";
import { MaskTool } from "./mask/MaskTool";
import { maskTools } from "./mask/tools";
import { ScissorsTool } from "./scissors/ScissorsTool";
import { BoxTool } from "./tools/BoxTool";
import { CuboidTool } from "./tools/CuboidTool";
import type { Bench, Sketch, Tool, ToolName } from "./tools/contract";
import { CutTool, HoleTool } from "./tools/EditTools";
import { PathTool } from "./tools/PathTool";
import { PointTool } from "./tools/PointTool";
import { RotatedBoxTool } from "./tools/RotatedBoxTool";
import { SelectTool } from "./tools/SelectTool";
import { SimplifyTool } from "./tools/SimplifyTool";
import { SkeletonTool } from "./tools/SkeletonTool";

export type { Bench, ToolName } from "./tools/contract";

export class ImageTools implements PointerHandlers {
  private readonly selecting: SelectTool;
  private readonly tools: ReadonlyMap<ToolName, Tool>;
  private inHand: Tool;
  private readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
    this.selecting = new SelectTool(bench);
    this.inHand = this.selecting;
    const all: Tool[] = [
      this.selecting,
      new BoxTool("box", bench),
      new RotatedBoxTool(bench),
      new PathTool("polygon", "polygon", bench),
      new PathTool("line", "line", bench),
      new PointTool(bench),
      new BoxTool("ellipse", bench),
      new CuboidTool(bench),
      new SkeletonTool(bench),
      new HoleTool(bench),
      new CutTool(bench),
      new SimplifyTool(bench),
      ...maskTools(bench),
      new ScissorsTool(bench),
      new AssistTool("cutout", bench),
      new AssistTool("assist", bench),
    ];
    this.tools = new Map(all.map((tool) => [tool.name, tool]));
  }

  get tool(): ToolName {
    return this.inHand.name;
  }

  get keepsSelection(): boolean {
    return this.inHand.keepsSelection;
  }

  /** Vertices of the drawing in progress. */
  get points(): readonly Point[] {
    return this.inHand.points;
  }

  /** The keyboard's crosshair; null while the mouse leads. */
  get crosshair(): Point | null {
    return this.inHand.crosshair;
  }

  /** The handle that arrows move. */
  get handle(): number | null {
    return this.selecting.handle;
  }

  /** The handle under the mouse. */
  get hovered(): number | null {
    return this.selecting.hovered;
  }

  /** Shapes as they would be if the hand let go now. */
  get preview(): ReadonlyMap<string, ImageShape> {
    return this.inHand.preview;
  }

  get sketch(): Sketch {
    return this.inHand.sketch();
  }

  /** Put the crosshair of a mask tool on a place, or take it away. */
  point(at: Point | null): void {
    if (this.inHand instanceof MaskTool) this.inHand.crosshair = at;
  }

  pick(name: ToolName): void {
    this.cancel();
    this.inHand = this.tools.get(name) ?? this.selecting;
    if (!this.inHand.keepsSelection) this.bench().select([]);
    this.inHand.begin();
    this.bench().redraw();
  }

  /** Drop what is in hand. False when there was nothing. */
  cancel(): boolean {
    return this.inHand.cancel();
  }

  down(gesture: PointerGesture): boolean {
    return this.inHand.down(gesture);
  }

  drag(gesture: PointerGesture): void {
    this.inHand.drag(gesture);
  }

  up(gesture: PointerGesture): void {
    this.inHand.up(gesture);
  }

  hover(gesture: PointerGesture): string {
    return this.inHand.hover(gesture);
  }

  click(gesture: PointerGesture): void {
    this.inHand.click(gesture);
  }

  doubleClick(at: Point): void {
    this.inHand.doubleClick(at);
  }

  enter(): boolean {
    return this.inHand.enter();
  }

  nudge(dx: number, dy: number, isAlone = false): boolean {
    return this.inHand.nudge(dx, dy, isAlone);
  }

  erase(): boolean {
    return this.inHand.erase();
  }

  press(chord: string): boolean {
    return this.inHand.press(chord);
  }
}
