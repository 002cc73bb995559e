/** Lines along the edges of one window of a picture, in the picture's own pixels. Pure. */
import { type Point, round } from "../points";
import { simplifyLine } from "../regions/simplify";
import type { View } from "../sight/view";
import { type Lattice, latticeOf } from "./edges";
import { LiveWire } from "./LiveWire";

/** A line may leave its way by half a pixel of what was looked at. */
const TOLERANCE = 0.5;

export class Wire {
  private readonly view: View;
  private readonly lattice: Lattice;
  private seed = -1;
  private wires: LiveWire | null = null;

  constructor(view: View) {
    this.view = view;
    this.lattice = latticeOf(view.raster);
  }

  /** The way from one place to another; both are drawn to the best edge within reach, in pixels of the picture. */
  path(from: Point, to: Point, reach: number): readonly Point[] {
    const seed = this.cornerAt(from, 0);
    if (this.wires === null || seed !== this.seed) this.wires = new LiveWire(this.lattice, seed);
    this.seed = seed;
    const way = this.wires.wayTo(this.cornerAt(to, reach)).map((corner) => this.placeOf(corner));
    return simplifyLine(way, TOLERANCE / this.view.scale).map(({ x, y }) => ({ x: round(x), y: round(y) }));
  }

  /** Where a hand at this place would begin. */
  snapped(at: Point, reach: number): Point {
    const { x, y } = this.placeOf(this.cornerAt(at, reach));
    return { x: round(x), y: round(y) };
  }

  /** Find more ways while nobody asks; false when all are known. */
  explore(most: number): boolean {
    return this.wires?.explore(most) ?? false;
  }

  /** The nearest corner, or the one with the best edge within reach. */
  private cornerAt({ x, y }: Point, reach: number): number {
    const { frame, scale } = this.view;
    const { width, height, costs } = this.lattice;
    const [column, row] = [(x - frame.left) * scale, (y - frame.top) * scale];
    const nearest = { column: keep(Math.round(column), width), row: keep(Math.round(row), height) };
    const far = Math.floor(reach * scale);
    let best = nearest.row * width + nearest.column;
    for (let down = Math.max(0, nearest.row - far); down <= Math.min(height - 1, nearest.row + far); down += 1) {
      for (let across = Math.max(0, nearest.column - far); across <= nearest.column + far; across += 1) {
        const at = down * width + across;
        if (across >= width || Math.hypot(across - column, down - row) > far) continue;
        if ((costs[at] as number) < (costs[best] as number)) best = at;
      }
    }
    return best;
  }

  private placeOf(corner: number): Point {
    const { frame, scale } = this.view;
    const [column, row] = [corner % this.lattice.width, Math.floor(corner / this.lattice.width)];
    return {
      x: Math.min(frame.left + column / scale, frame.left + frame.width),
      y: Math.min(frame.top + row / scale, frame.top + frame.height),
    };
  }
}

function keep(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
