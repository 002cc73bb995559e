/** Pixels as a graph: each joined to the eight around it. Pure. */
import { DIRECTIONS } from "./maxflow";

/** Steps to the neighbors, opposite ones in pairs. */
export const STEPS: readonly (readonly [dx: number, dy: number])[] = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
];

/** The neighbors of every pixel of a grid, row by row. */
export function gridNeighbors(width: number, height: number): Int32Array {
  const neighbors = new Int32Array(width * height * DIRECTIONS).fill(-1);
  for (let node = 0; node < width * height; node += 1) {
    const [x, y] = [node % width, Math.floor(node / width)];
    STEPS.forEach(([dx, dy], direction) => {
      const isThere = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
      if (isThere) neighbors[node * DIRECTIONS + direction] = node + dy * width + dx;
    });
  }
  return neighbors;
}
