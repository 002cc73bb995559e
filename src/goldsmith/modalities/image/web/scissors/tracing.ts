/** Answers questions about lines along edges, one picture window at a time. Pure; what the worker does. */
import type { Point } from "../points";
import type { View } from "../sight/view";
import { Wire } from "./Wire";

export interface Trace {
  /** What to look at from now on; absent: the same as before. */
  readonly view?: View;
  readonly from: Point | null;
  readonly to: Point;
  readonly reach: number;
}

export class Tracing {
  private wire: Wire | null = null;

  answer({ view, from, to, reach }: Trace): readonly Point[] {
    if (view) this.wire = new Wire(view);
    if (this.wire === null) return [];
    return from ? this.wire.path(from, to, reach) : [this.wire.snapped(to, reach)];
  }

  /** Look ahead while nobody asks; false when there is nothing left to find. */
  explore(): boolean {
    return this.wire?.explore(STRIDE) ?? false;
  }
}

/** Corners looked at in one go: a few milliseconds. */
const STRIDE = 10_000;
