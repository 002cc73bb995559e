/**
 * Cheapest ways from one corner of a picture's pixels to all others, found as far as they are asked for. Pure.
 *
 * Dijkstra's search with a bucket for each cost (Dial, 1969, https://doi.org/10.1145/363269.363610).
 */
import type { Lattice } from "./edges";

/** The eight steps to a neighbor. */
const STEP_X = Int8Array.of(1, -1, 0, 0, 1, -1, 1, -1);
const STEP_Y = Int8Array.of(0, 0, 1, -1, 1, -1, -1, 1);
/** What a step against the run of an edge costs. */
const AGAINST = 60;
/** More than any step costs; a power of two. */
const BUCKETS = 512;
const FAR = 0x7fffffff;
const NONE = -1;

export class LiveWire {
  private readonly lattice: Lattice;
  private readonly spent: Int32Array;
  /** The direction in which each corner was reached. */
  private readonly cameBy: Int8Array;
  private readonly isDone: Uint8Array;
  /** Corners with the same cost, modulo the number of buckets, in lists that go both ways. */
  private readonly heads = new Int32Array(BUCKETS).fill(NONE);
  private readonly next: Int32Array;
  private readonly before: Int32Array;
  private waiting = 0;
  private cost = 0;

  constructor(lattice: Lattice, seed: number) {
    const count = lattice.width * lattice.height;
    this.lattice = lattice;
    this.spent = new Int32Array(count).fill(FAR);
    this.cameBy = new Int8Array(count).fill(NONE);
    this.isDone = new Uint8Array(count);
    this.next = new Int32Array(count);
    this.before = new Int32Array(count);
    this.spent[seed] = 0;
    this.put(seed);
  }

  /** The corners on the cheapest way from the seed to a corner, both ends with it. */
  wayTo(corner: number): readonly number[] {
    while (!this.isDone[corner] && this.settle());
    const way = [corner];
    for (let at = corner; this.cameBy[at] !== NONE; ) {
      const direction = this.cameBy[at] as number;
      at -= (STEP_Y[direction] as number) * this.lattice.width + (STEP_X[direction] as number);
      way.push(at);
    }
    return way.reverse();
  }

  /** What the cheapest way costs. */
  costOf(corner: number): number {
    while (!this.isDone[corner] && this.settle());
    return this.spent[corner] as number;
  }

  /** Go on from so many corners at most; false when there is nothing left to do. */
  explore(most: number): boolean {
    for (let count = 0; count < most; count += 1) if (!this.settle()) return false;
    return true;
  }

  /** Go on from the cheapest corner that waits; false when none does. */
  private settle(): boolean {
    if (this.waiting === 0) return false;
    while (this.heads[this.cost % BUCKETS] === NONE) this.cost += 1;
    const at = this.heads[this.cost % BUCKETS] as number;
    this.take(at);
    this.isDone[at] = 1;
    this.visitNeighbors(at);
    return true;
  }

  private visitNeighbors(at: number): void {
    const { width, height } = this.lattice;
    const [x, y] = [at % width, (at / width) | 0];
    for (let direction = 0; direction < STEP_X.length; direction += 1) {
      const dx = STEP_X[direction] as number;
      const dy = STEP_Y[direction] as number;
      if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
      const to = at + dy * width + dx;
      if (this.isDone[to]) continue;
      const spent = this.cost + stepCost(this.lattice, at, to, dx, dy);
      if (spent >= (this.spent[to] as number)) continue;
      if (this.spent[to] !== FAR) this.take(to);
      this.spent[to] = spent;
      this.cameBy[to] = direction;
      this.put(to);
    }
  }

  private put(at: number): void {
    const bucket = (this.spent[at] as number) % BUCKETS;
    const head = this.heads[bucket] as number;
    this.next[at] = head;
    this.before[at] = NONE;
    if (head !== NONE) this.before[head] = at;
    this.heads[bucket] = at;
    this.waiting += 1;
  }

  private take(at: number): void {
    const [before, next] = [this.before[at] as number, this.next[at] as number];
    if (before === NONE) this.heads[(this.spent[at] as number) % BUCKETS] = next;
    else this.next[before] = next;
    if (next !== NONE) this.before[next] = before;
    this.waiting -= 1;
  }
}

/** What a step to a neighbor costs: the corner it leads to, and how much it goes against the edges at both ends. */
export function stepCost({ costs, alongX, alongY }: Lattice, from: number, to: number, dx: number, dy: number): number {
  const length = dx !== 0 && dy !== 0 ? Math.SQRT2 : 1;
  const here = Math.abs((alongX[from] as number) * dx + (alongY[from] as number) * dy);
  const there = Math.abs((alongX[to] as number) * dx + (alongY[to] as number) * dy);
  const against = AGAINST * (length - (here + there) / 2);
  return 1 + Math.round((costs[to] as number) * length + Math.max(0, against));
}
