/**
 * A skeleton: a drag places all keypoints as the label's typical skeleton has them; clicks place them one by one in the
 * order of the ontology.
 */
import type { LabelSkeleton } from "@goldsmith/editors";
import { distance, type ImageShape, type Keypoint, keepInside, type Point, roundPoint } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { keypointsBetween } from "../shapes/skeleton";
import { CLICK, NOTHING, type Sketch } from "./contract";
import { DrawTool } from "./DrawTool";

/** A typical skeleton put down by keyboard takes this share of the picture's height. */
const SHARE = 0.4;

export class SkeletonTool extends DrawTool {
  readonly name = "skeleton";
  protected readonly type = "skeleton";
  private placed: readonly Keypoint[] = [];
  /** Keypoints that were passed over. */
  private skipped = 0;
  private corner: Point | null = null;

  private get template(): LabelSkeleton | null {
    const label = this.bench().labelFor(this.name);
    return label === null ? null : this.bench().skeletonOf(label);
  }

  private get next(): LabelSkeleton["points"][number] | undefined {
    return this.template?.points[this.placed.length + this.skipped];
  }

  override begin(): void {
    this.sayNext();
  }

  override cancel(): boolean {
    const hadSomething = super.cancel() || this.placed.length + this.skipped > 0;
    this.startOver();
    return hadSomething;
  }

  private startOver(): void {
    this.placed = [];
    this.points = [];
    this.skipped = 0;
    this.corner = null;
  }

  override down(gesture: PointerGesture): boolean {
    const isTaken = super.down(gesture);
    this.corner = isTaken && this.placed.length === 0 ? gesture.at : null;
    return isTaken;
  }

  override up(gesture: PointerGesture): void {
    const { corner } = this;
    this.corner = null;
    const isDrag = corner !== null && distance(corner, gesture.at) > CLICK * this.bench().resolution();
    if (isDrag) this.putTemplate(corner, gesture.at);
    else this.drop(gesture.at, gesture.isDouble);
    this.bench().redraw();
  }

  private putTemplate(a: Point, b: Point): void {
    const { size } = this.bench();
    if (this.template) this.end(keypointsBetween(this.template, keepInside(a, size), keepInside(b, size)));
  }

  /** The next keypoint in the order of the ontology; after the last one, or a place given twice, it is done. */
  protected override drop(at: Point, isLast = false): void {
    const isRepeat = this.crosshair !== null && distance(this.placed.at(-1) ?? { x: -1, y: -1 }, at) === 0;
    if (this.placed.length > 0 && (isLast || isRepeat)) this.end(this.placed);
    else if (this.next) this.place(at, this.next.name);
  }

  private place(at: Point, name: string): void {
    const place = roundPoint(keepInside(at, this.bench().size));
    this.placed = [...this.placed, { name, ...place, visibility: "visible" }];
    this.points = this.placed;
    if (this.next) this.sayNext();
    else this.end(this.placed);
  }

  private sayNext(): void {
    const { next } = this;
    if (next) this.bench().say("placeKeypoint", { name: next.title || next.name });
  }

  private end(keypoints: readonly Keypoint[]): void {
    const label = this.bench().labelFor(this.name);
    this.startOver();
    if (label === null || keypoints.length === 0) return;
    this.bench().drawn({ uuid: crypto.randomUUID(), label, attributes: {}, type: this.name, keypoints });
  }

  override enter(): boolean {
    if (!this.crosshair && this.placed.length > 0) this.end(this.placed);
    else if (this.crosshair) this.drop(this.crosshair);
    else return false;
    this.bench().redraw();
    return true;
  }

  override erase(): boolean {
    if (this.placed.length === 0) return false;
    this.placed = this.placed.slice(0, -1);
    this.points = this.placed;
    this.sayNext();
    this.bench().redraw();
    return true;
  }

  override press(chord: string): boolean {
    if (this.bench().readOnly) return false;
    if (chord === "Shift+Enter") return this.putTypical();
    if (chord === "N") return this.skip();
    if (chord === "Z") return this.toggleLast();
    return false;
  }

  /** The whole typical skeleton around the crosshair, for the keyboard. */
  private putTypical(): boolean {
    const { size, viewCenter } = this.bench();
    const center = this.crosshair ?? viewCenter();
    const [across, down] = [(SHARE * size.height) / 4, (SHARE * size.height) / 2];
    this.putTemplate({ x: center.x - across, y: center.y - down }, { x: center.x + across, y: center.y + down });
    this.bench().redraw();
    return true;
  }

  private skip(): boolean {
    if (!this.next) return false;
    this.skipped += 1;
    if (this.next) this.sayNext();
    else this.end(this.placed);
    this.bench().redraw();
    return true;
  }

  private toggleLast(): boolean {
    const last = this.placed.at(-1);
    if (!last) return false;
    const visibility = last.visibility === "occluded" ? "visible" : "occluded";
    this.placed = this.placed.with(-1, { ...last, visibility });
    this.bench().redraw();
    return true;
  }

  override sketch(): Sketch {
    const keypoints = this.sketched();
    if (keypoints.length === 0) return NOTHING;
    const label = this.bench().labelFor(this.name) ?? "";
    const shape: ImageShape = { uuid: "", label, attributes: {}, type: this.name, keypoints };
    return { shape, paths: [], dots: keypoints };
  }

  private sketched(): readonly Keypoint[] {
    const { template, corner, pointer } = this;
    return corner && pointer && template ? keypointsBetween(template, corner, pointer) : this.placed;
  }
}
