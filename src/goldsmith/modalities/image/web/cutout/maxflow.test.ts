import { expect, test } from "vitest";
import { drawsFrom } from "../mask/draws";
import { gridNeighbors } from "./grid";
import { DIRECTIONS, type Graph, sourceSide } from "./maxflow";

/** What a cut costs: the edges that lead from the source's side to the sink's. */
function costOf({ neighbors, capacities, terminals }: Graph, isSource: ArrayLike<number>): number {
  let cost = 0;
  for (let node = 0; node < terminals.length; node += 1) {
    const given = terminals[node] as number;
    cost += isSource[node] ? Math.max(0, -given) : Math.max(0, given);
    for (let direction = 0; direction < DIRECTIONS; direction += 1) {
      const next = neighbors[node * DIRECTIONS + direction] as number;
      if (next >= 0 && isSource[node] && !isSource[next]) {
        cost += capacities[node * DIRECTIONS + direction] as number;
      }
    }
  }
  return cost;
}

function smallestOfAll(graph: Graph): number {
  const count = graph.terminals.length;
  let smallest = Infinity;
  for (let cut = 0; cut < 1 << count; cut += 1) {
    const isSource = Array.from({ length: count }, (_, node) => (cut >> node) & 1);
    smallest = Math.min(smallest, costOf(graph, isSource));
  }
  return smallest;
}

function randomGrid(draw: () => number, width: number, height: number): Graph {
  const neighbors = gridNeighbors(width, height);
  const most = draw() < 0.5 ? 4 : 40;
  const whole = () => Math.floor(draw() * most);
  return {
    neighbors,
    capacities: neighbors.map((next) => (next < 0 ? 0 : whole())),
    terminals: Int32Array.from({ length: width * height }, () => (draw() < 0.3 ? 0 : whole() - Math.floor(most / 2))),
  };
}

test("on small grids no cut of all is cheaper", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const draw = drawsFrom(seed);
    const [width, height] = [1 + Math.floor(draw() * 4), 1 + Math.floor(draw() * 3)];
    const graph = randomGrid(draw, width, height);
    const whole = structuredClone(graph);
    expect(costOf(whole, sourceSide(graph))).toBe(smallestOfAll(whole));
  }
});

test("a node that nothing reaches belongs to the sink's side, and a graph may be empty", () => {
  const none = new Int32Array();
  expect(sourceSide({ neighbors: none, capacities: none, terminals: none })).toHaveLength(0);
  const neighbors = gridNeighbors(2, 1);
  const graph = { neighbors, capacities: new Int32Array(16), terminals: Int32Array.of(3, 0) };
  expect([...sourceSide(graph)]).toEqual([1, 0]);
});
