/** Paints: brush, eraser, and the brush that paints only what has the colour where the stroke began. */
import type { Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import type { Bench, Sketch } from "../tools/contract";
import type { Bitmap } from "./bitmap";
import { brushOutline } from "./cursor";
import type { Effect, MaskToolName } from "./desk";
import { effectOf, MaskTool } from "./MaskTool";
import { aimAt, Stroke } from "./Stroke";
import { maskSettings } from "./settings";
import { keepLike } from "./wand";

export class BrushTool extends MaskTool {
  readonly name: MaskToolName;
  private stroke: Stroke | null = null;
  private effect: Effect = "add";

  constructor(name: "mask" | "eraser" | "threshold", bench: () => Bench) {
    super(bench);
    this.name = name;
  }

  down(gesture: PointerGesture): boolean {
    if (!this.takes(gesture)) return false;
    this.putDown(gesture.at, this.effectOf(gesture));
    return true;
  }

  drag({ at }: PointerGesture): void {
    this.pointer = at;
    this.stroke?.moveTo(at, maskSettings.getState());
    this.bench().redraw();
  }

  up({ at }: PointerGesture): void {
    this.stroke?.moveTo(at, maskSettings.getState());
    this.end();
  }

  override hover(gesture: PointerGesture): string {
    this.effect = this.effectOf(gesture);
    const cursor = super.hover(gesture);
    return cursor === "crosshair" && this.isWide() ? "none" : cursor;
  }

  /** Put the brush down at the crosshair, or lift it. */
  enter(): boolean {
    if (!this.crosshair) return false;
    if (this.stroke) this.end();
    else this.putDown(this.crosshair, this.name === "eraser" ? "take" : "add");
    return true;
  }

  protected override carry(to: Point): void {
    this.stroke?.moveTo(to, maskSettings.getState());
  }

  override cancel(): boolean {
    const hadStroke = this.stroke !== null;
    this.stroke = null;
    if (hadStroke) this.desk.preview(null);
    return super.cancel() || hadStroke;
  }

  override sketch(): Sketch {
    if (!this.pointer) return super.sketch();
    return {
      paths: [],
      dots: [],
      cursor: { at: this.pointer, rings: brushOutline(this.pointer, maskSettings.getState()), effect: this.effect },
    };
  }

  private putDown(at: Point, effect: Effect): void {
    const aim = aimAt(this.desk, effect, at);
    const filter = this.name === "threshold" && effect === "add" ? this.likeAt(at) : () => undefined;
    if (!aim || !filter) return;
    this.effect = effect;
    this.stroke = new Stroke(this.desk, aim, this.bench().size, at, filter);
    this.stroke.moveTo(at, maskSettings.getState());
    this.bench().redraw();
  }

  /** Leaves only pixels that look like a place; null when the picture cannot be read. */
  private likeAt({ x, y }: Point): ((pixels: Bitmap) => void) | null {
    const seed = this.desk.colors({ left: Math.floor(x), top: Math.floor(y), width: 1, height: 1 });
    if (!seed) return null;
    return (pixels) => {
      const patch = this.desk.colors(pixels);
      if (patch) keepLike(pixels, patch, seed.colors[0] as number, maskSettings.getState().tolerance);
    };
  }

  private end(): void {
    const { stroke } = this;
    this.stroke = null;
    stroke?.end();
    this.bench().redraw();
  }

  private effectOf(gesture: PointerGesture): Effect {
    return this.name === "eraser" ? "take" : effectOf(gesture);
  }

  private isWide(): boolean {
    return maskSettings.getState().diameter > 6 * this.bench().resolution();
  }
}
