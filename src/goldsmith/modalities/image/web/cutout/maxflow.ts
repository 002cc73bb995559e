/**
 * The smallest cut of a graph whose nodes have up to eight neighbors. Pure.
 *
 * Two trees grow from the terminals; where they meet something flows, and what a full edge cuts off is adopted anew
 * (Boykov and Kolmogorov, 2004, https://doi.org/10.1109/TPAMI.2004.60).
 */

export const DIRECTIONS = 8;

export interface Graph {
  /** Of node n in direction d at 8 n + d; -1: none there. Directions d and d ^ 1 are opposite. */
  readonly neighbors: Int32Array;
  /** What may flow to that neighbor. */
  readonly capacities: Int32Array;
  /** What the source gives to a node, less what the node gives to the sink. */
  readonly terminals: Int32Array;
}

const FREE = 0;
const SOURCE = 1;
const SINK = 2;
/** What a node has in place of the direction to its parent. */
const TERMINAL = 8;
const ORPHAN = 9;
const FARTHEST = 0x7fffffff;

/** 1 for each node on the source's side. Uses up the graph's capacities and terminals. */
export function sourceSide(graph: Graph): Uint8Array {
  const forest = new Forest(graph);
  forest.grow();
  return forest.tree.map((tree) => (tree === SOURCE ? 1 : 0));
}

class Forest {
  readonly tree: Uint8Array;
  private readonly parent: Uint8Array;
  private readonly neighbors: Int32Array;
  private readonly capacities: Int32Array;
  private readonly terminals: Int32Array;
  /** Steps to the terminal as they were at a time, so that a way to the root is not walked twice. */
  private readonly depth: Int32Array;
  private readonly stamp: Int32Array;
  private time = 0;
  /** Nodes whose neighbors are to be looked at, in line; a node's own number ends the line. */
  private readonly following: Int32Array;
  private first = -1;
  private last = -1;
  private readonly orphans: number[] = [];

  constructor({ neighbors, capacities, terminals }: Graph) {
    const count = terminals.length;
    [this.neighbors, this.capacities, this.terminals] = [neighbors, capacities, terminals];
    [this.tree, this.parent] = [new Uint8Array(count), new Uint8Array(count)];
    [this.depth, this.stamp] = [new Int32Array(count), new Int32Array(count)];
    this.following = new Int32Array(count).fill(-1);
    for (let node = 0; node < count; node += 1) {
      if (terminals[node] === 0) continue;
      this.tree[node] = (terminals[node] as number) > 0 ? SOURCE : SINK;
      this.parent[node] = TERMINAL;
      this.depth[node] = 1;
      this.enqueue(node);
    }
  }

  grow(): void {
    for (let node = this.first; node >= 0; node = this.first) {
      const edge = this.tree[node] === FREE ? -1 : this.meet(node);
      if (edge < 0) {
        this.dequeue(node);
        continue;
      }
      this.time += 1;
      this.augment(edge);
      this.adopt();
    }
  }

  /** Take free neighbors into a node's tree until the other tree is met: the edge towards the sink there, or -1. */
  private meet(node: number): number {
    const { tree, parent, depth, stamp } = this;
    for (let direction = 0; direction < DIRECTIONS; direction += 1) {
      const next = this.neighbors[node * DIRECTIONS + direction] as number;
      if (next < 0) continue;
      const edge = this.edgeFrom(node, direction, next);
      if (this.capacities[edge] === 0) continue;
      if (tree[next] === FREE) {
        tree[next] = tree[node] as number;
        this.hang(next, direction ^ 1, node);
        this.enqueue(next);
      } else if (tree[next] !== tree[node]) {
        return edge;
      } else if (
        parent[next] !== TERMINAL &&
        (stamp[next] as number) <= (stamp[node] as number) &&
        (depth[next] as number) > (depth[node] as number)
      ) {
        this.hang(next, direction ^ 1, node);
      }
    }
    return -1;
  }

  /** The edge between a node and its neighbor that leads away from the root of the node's tree, as flow goes. */
  private edgeFrom(node: number, direction: number, next: number): number {
    return this.tree[node] === SOURCE ? node * DIRECTIONS + direction : next * DIRECTIONS + (direction ^ 1);
  }

  /** The edge between a node and its parent, as flow goes. */
  private edgeOfParent(node: number): number {
    const direction = this.parent[node] as number;
    const parent = this.neighbors[node * DIRECTIONS + direction] as number;
    return this.edgeFrom(parent, direction ^ 1, node);
  }

  private parentOf(node: number): number {
    return this.neighbors[node * DIRECTIONS + (this.parent[node] as number)] as number;
  }

  private hang(node: number, direction: number, parent: number): void {
    this.parent[node] = direction;
    this.depth[node] = (this.depth[parent] as number) + 1;
    this.stamp[node] = this.stamp[parent] as number;
  }

  /** Let as much flow through an edge between the trees as fits through the whole way. */
  private augment(edge: number): void {
    const above = Math.floor(edge / DIRECTIONS);
    const below = this.neighbors[edge] as number;
    const flow = Math.min(this.capacities[edge] as number, this.roomTo(above), this.roomTo(below));
    this.send(edge, flow);
    this.drain(above, flow);
    this.drain(below, flow);
  }

  private roomTo(start: number): number {
    let [node, room] = [start, FARTHEST];
    for (; this.parent[node] !== TERMINAL; node = this.parentOf(node)) {
      room = Math.min(room, this.capacities[this.edgeOfParent(node)] as number);
    }
    return Math.min(room, Math.abs(this.terminals[node] as number));
  }

  private drain(start: number, flow: number): void {
    let node = start;
    while (this.parent[node] !== TERMINAL) {
      const edge = this.edgeOfParent(node);
      const parent = this.parentOf(node);
      this.send(edge, flow);
      if (this.capacities[edge] === 0) this.orphan(node);
      node = parent;
    }
    this.terminals[node] = (this.terminals[node] as number) - (this.tree[node] === SOURCE ? flow : -flow);
    if (this.terminals[node] === 0) this.orphan(node);
  }

  private send(edge: number, flow: number): void {
    const back = (this.neighbors[edge] as number) * DIRECTIONS + ((edge % DIRECTIONS) ^ 1);
    this.capacities[edge] = (this.capacities[edge] as number) - flow;
    this.capacities[back] = (this.capacities[back] as number) + flow;
  }

  private orphan(node: number): void {
    this.parent[node] = ORPHAN;
    this.orphans.push(node);
  }

  private adopt(): void {
    for (let node = this.orphans.pop(); node !== undefined; node = this.orphans.pop()) {
      const direction = this.nearestParent(node);
      if (direction < 0) this.setFree(node);
      else this.hang(node, direction, this.neighbors[node * DIRECTIONS + direction] as number);
    }
  }

  /** The direction of the neighbor through which the root is nearest; -1: none leads there. */
  private nearestParent(node: number): number {
    let [best, nearest] = [-1, FARTHEST];
    for (let direction = 0; direction < DIRECTIONS; direction += 1) {
      const next = this.neighbors[node * DIRECTIONS + direction] as number;
      if (next < 0 || this.tree[next] !== this.tree[node]) continue;
      if (this.capacities[this.edgeFrom(next, direction ^ 1, node)] === 0) continue;
      const depth = this.depthOf(next);
      if (depth < nearest) [best, nearest] = [direction, depth];
    }
    return best;
  }

  /** Steps from a node to its terminal, remembered on the way; the farthest there is where an orphan lies between. */
  private depthOf(start: number): number {
    let [node, steps] = [start, 0];
    while (this.stamp[node] !== this.time) {
      steps += 1;
      if (this.parent[node] === TERMINAL) {
        this.stamp[node] = this.time;
        this.depth[node] = 1;
        steps -= 1;
        break;
      }
      if (this.parent[node] === ORPHAN) return FARTHEST;
      node = this.parentOf(node);
    }
    const depth = steps + (this.depth[node] as number);
    this.remember(start, depth);
    return depth;
  }

  private remember(start: number, depth: number): void {
    for (let [node, left] = [start, depth]; this.stamp[node] !== this.time; node = this.parentOf(node), left -= 1) {
      this.stamp[node] = this.time;
      this.depth[node] = left;
    }
  }

  private setFree(node: number): void {
    for (let direction = 0; direction < DIRECTIONS; direction += 1) {
      const next = this.neighbors[node * DIRECTIONS + direction] as number;
      if (next < 0 || this.tree[next] !== this.tree[node]) continue;
      if (this.capacities[this.edgeFrom(next, direction ^ 1, node)] !== 0) this.enqueue(next);
      const isChild = (this.parent[next] as number) < DIRECTIONS && this.parentOf(next) === node;
      if (isChild) this.orphan(next);
    }
    this.tree[node] = FREE;
  }

  private enqueue(node: number): void {
    if (this.following[node] !== -1) return;
    if (this.last < 0) this.first = node;
    else this.following[this.last] = node;
    this.following[node] = node;
    this.last = node;
  }

  private dequeue(node: number): void {
    const next = this.following[node] as number;
    this.following[node] = -1;
    if (next === node) this.first = this.last = -1;
    else this.first = next;
  }
}
