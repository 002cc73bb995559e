import { expect, test } from "vitest";
import { drawsFrom } from "../mask/draws";
import { distance, type Point } from "../points";
import type { Raster } from "../sight/raster";
import { type Lattice, latticeOf } from "./edges";
import { LiveWire, stepCost } from "./LiveWire";
import { Wire } from "./Wire";

function randomRaster(draw: () => number, width: number, height: number): Raster {
  return { width, height, colors: Uint32Array.from({ length: width * height }, () => Math.floor(draw() * 2 ** 32)) };
}

/** A dark square from 20 to 40 on light ground with noise. */
function square(side = 60): Raster {
  const draw = drawsFrom(3);
  const colors = Uint32Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [at % side, Math.floor(at / side)];
    const isIn = x >= 20 && x < 40 && y >= 20 && y < 40;
    const level = Math.floor((isIn ? 60 : 180) + draw() * 30);
    return level * 0x010101 + 0xff000000;
  });
  return { width: side, height: side, colors };
}

/** Dijkstra without any cleverness. */
function plainCosts(lattice: Lattice, seed: number): number[] {
  const { width, height } = lattice;
  const spent = Array.from({ length: width * height }, () => Infinity);
  const left = new Set(spent.keys());
  spent[seed] = 0;
  while (left.size > 0) {
    const at = [...left].reduce((best, one) => ((spent[one] as number) < (spent[best] as number) ? one : best));
    left.delete(at);
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
        if ((dx === 0 && dy === 0) || x < 0 || y < 0 || x >= width || y >= height) continue;
        const to = y * width + x;
        spent[to] = Math.min(spent[to] as number, (spent[at] as number) + stepCost(lattice, at, to, dx, dy));
      }
    }
  }
  return spent;
}

test("ways cost what a plain search finds, in whatever order they are asked for", () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const draw = drawsFrom(seed);
    const raster = randomRaster(draw, 1 + Math.floor(draw() * 9), 1 + Math.floor(draw() * 9));
    const lattice = latticeOf(raster);
    const corners = lattice.width * lattice.height;
    const from = Math.floor(draw() * corners);
    const wire = new LiveWire(lattice, from);
    const plain = plainCosts(lattice, from);
    for (let count = 0; count < corners; count += 1) {
      const to = Math.floor(draw() * corners);
      expect(wire.costOf(to)).toBe(plain[to]);
      expect(costAlong(lattice, wire.wayTo(to))).toBe(plain[to]);
    }
    expect(wire.explore(corners)).toBe(false);
  }
});

function costAlong(lattice: Lattice, way: readonly number[]): number {
  return way.slice(1).reduce((sum, to, index) => {
    const from = way[index] as number;
    const [dx, dy] = [
      (to % lattice.width) - (from % lattice.width),
      Math.floor(to / lattice.width) - Math.floor(from / lattice.width),
    ];
    expect(Math.max(Math.abs(dx), Math.abs(dy))).toBe(1);
    return sum + stepCost(lattice, from, to, dx, dy);
  }, 0);
}

test("between two corners of a square the line runs along its side, also where the picture is seen smaller", () => {
  for (const scale of [1, 0.5]) {
    const frame = { left: 100, top: 50, width: 60 / scale, height: 60 / scale };
    const wire = new Wire({ frame, scale, raster: square() });
    const place = (x: number, y: number): Point => ({ x: 100 + x / scale, y: 50 + y / scale });
    const start = wire.snapped(place(21, 19), 3 / scale);
    const path = wire.path(start, place(39, 41), 3 / scale);
    expect(distance(start, place(20, 20))).toBeLessThan(2.5 / scale);
    for (const { x, y } of path) {
      const [column, row] = [(x - 100) * scale, (y - 50) * scale];
      const away = Math.min(Math.abs(column - 20), Math.abs(column - 40), Math.abs(row - 20), Math.abs(row - 40));
      expect(away).toBeLessThanOrEqual(1.5);
    }
    expect(distance(path[0] as Point, start)).toBe(0);
    expect(distance(path.at(-1) as Point, place(40, 40))).toBeLessThan(2.5 / scale);
  }
});

test("a line has few vertices where the edge is straight", () => {
  const wire = new Wire({ frame: { left: 0, top: 0, width: 60, height: 60 }, scale: 1, raster: square() });
  expect(wire.path({ x: 20, y: 22 }, { x: 20, y: 38 }, 0).length).toBeLessThan(8);
});

test("a picture of one pixel has corners, and places beside the window are drawn into it", () => {
  const wire = new Wire({
    frame: { left: 5, top: 5, width: 1, height: 1 },
    scale: 1,
    raster: { width: 1, height: 1, colors: Uint32Array.of(7) },
  });
  expect(wire.path({ x: 5, y: 5 }, { x: 6, y: 6 }, 3)).toEqual([
    { x: 5, y: 5 },
    { x: 6, y: 6 },
  ]);
  expect(wire.path({ x: -50, y: 5 }, { x: 90, y: 5 }, 0)).toEqual([
    { x: 5, y: 5 },
    { x: 6, y: 5 },
  ]);
});

test("without any edge the line runs straight", () => {
  const colors = new Uint32Array(900).fill(0xff808080);
  const view = {
    frame: { left: 0, top: 0, width: 30, height: 30 },
    scale: 1,
    raster: { width: 30, height: 30, colors },
  };
  expect(new Wire(view).path({ x: 2, y: 5 }, { x: 28, y: 5 }, 4).length).toBe(2);
});
