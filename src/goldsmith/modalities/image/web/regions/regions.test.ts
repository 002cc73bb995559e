import { describe, expect, test } from "vitest";
import { contains, type Point } from "../points";
import { areaOfRegion, type Region, split, splitLine, subtract, unite } from "./regions";
import { simplifyLine, simplifyRing } from "./simplify";

const ring = (...places: [number, number][]): Point[] => places.map(([x, y]) => ({ x, y }));
const square = (left: number, top: number, side: number): Region => [
  ring([left, top], [left + side, top], [left + side, top + side], [left, top + side]),
];
const total = (regions: readonly Region[]) => regions.reduce((sum, region) => sum + areaOfRegion(region), 0);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

describe("union", () => {
  test("two that overlap become one outline", () => {
    const [region, ...others] = unite(square(0, 0, 10), square(5, 5, 10));
    expect(others).toEqual([]);
    expect(region).toHaveLength(1);
    expect(total([region as Region])).toBeCloseTo(175);
    expect(region?.[0]).toHaveLength(8);
  });

  test("two that share an edge become one without the edge", () => {
    const regions = unite(square(0, 0, 10), square(10, 0, 10));
    expect(regions).toHaveLength(1);
    expect(regions[0]?.[0]).toHaveLength(4);
    expect(total(regions)).toBe(200);
  });

  test("what touches in a corner only stays two", () => {
    expect(unite(square(0, 0, 10), square(10, 10, 10))).toHaveLength(2);
  });

  test("a ring of four bars leaves a hole", () => {
    const bar = (left: number, top: number, width: number, height: number): Region => [
      ring([left, top], [left + width, top], [left + width, top + height], [left, top + height]),
    ];
    const regions = unite(bar(0, 0, 30, 10), bar(0, 20, 30, 10), bar(0, 0, 10, 30), bar(20, 0, 10, 30));
    expect(regions).toHaveLength(1);
    expect(regions[0]).toHaveLength(2);
    expect(total(regions)).toBe(800);
  });

  test("what lies inside disappears, and a hole is filled by what covers it", () => {
    const holed: Region = [...square(0, 0, 30), ...square(10, 10, 10)];
    expect(unite(square(0, 0, 30), square(5, 5, 5))).toEqual(unite(square(0, 0, 30)));
    expect(total(unite(holed, square(8, 8, 14)))).toBe(900);
  });
});

describe("difference", () => {
  test("a smaller one inside becomes a hole", () => {
    const [region] = subtract(square(0, 0, 30), square(10, 10, 10));
    expect(region).toHaveLength(2);
    expect(areaOfRegion(region as Region)).toBe(800);
  });

  test("a hole that touches the outline in one place stays a ring of its own", () => {
    const [region, ...others] = subtract(square(0, 0, 30), [ring([0, 15], [10, 10], [10, 20])]);
    expect(others).toEqual([]);
    expect(region).toHaveLength(2);
    expect(areaOfRegion(region as Region)).toBeCloseTo(850);
  });

  test("what is covered as a whole is gone, what is cut through becomes two", () => {
    expect(subtract(square(5, 5, 5), square(0, 0, 30))).toEqual([]);
    expect(subtract(square(0, 0, 10), [ring([4, -5], [6, -5], [6, 15], [4, 15])])).toHaveLength(2);
  });
});

describe("split", () => {
  test("a line through it makes two parts with the same border", () => {
    const parts = split(square(0, 0, 10), ring([-5, 4], [15, 4]));
    expect(parts.map(areaOfRegion).sort((a, b) => a - b)).toEqual([40, 60]);
  });

  test("a line that ends inside cuts nothing, a bent one cuts along its bends", () => {
    expect(split(square(0, 0, 10), ring([-5, 4], [5, 4]))).toHaveLength(1);
    const parts = split(square(0, 0, 10), ring([5, -1], [5, 5], [11, 5]));
    expect(parts.map(areaOfRegion).sort((a, b) => a - b)).toEqual([25, 75]);
  });

  test("holes go to the part they lie in, or are opened by the cut", () => {
    const holed: Region = [...square(0, 0, 30), ...square(5, 5, 5), ...square(20, 12, 6)];
    const parts = split(holed, ring([-1, 15], [31, 15]));
    expect(parts).toHaveLength(2);
    expect(total(parts)).toBeCloseTo(900 - 25 - 36);
    expect(parts.map((part) => part.length).sort()).toEqual([1, 2]);
  });

  test("a line from the border to a hole cuts nothing", () => {
    expect(split([...square(0, 0, 30), ...square(10, 10, 10)], ring([-5, 15], [15, 15]))).toHaveLength(1);
  });

  test("a line is cut at every crossing", () => {
    const parts = splitLine(ring([0, 0], [10, 0], [10, 10]), ring([5, -5], [5, 5], [20, 5]));
    expect(parts).toEqual([ring([0, 0], [5, 0]), ring([5, 0], [10, 0], [10, 5]), ring([10, 5], [10, 10])]);
  });
});

test("areas add up and every place is where it belongs, for random rings that cross themselves", () => {
  const random = seeded(7);
  const place = (): Point => ({ x: Math.round(random() * 400) / 10, y: Math.round(random() * 400) / 10 });
  const inside = (regions: readonly Region[], at: Point) =>
    regions.some(
      ([outline, ...holes]) => contains(outline as Point[], at) && !holes.some((hole) => contains(hole, at)),
    );
  for (let round = 0; round < 40; round += 1) {
    const [a, b] = [0, 1].map((): Region => [Array.from({ length: 3 + Math.floor(random() * 8) }, place)]) as [
      Region,
      Region,
    ];
    const [united, without, back] = [unite(a, b), subtract(a, b), subtract(b, a)];
    const common = total(unite(a)) - total(without);
    // Crossings lie on a grid of a hundredth of a pixel.
    expect(Math.abs(total(united) - total(without) - total(back) - common)).toBeLessThan(1);
    for (let probe = 0; probe < 40; probe += 1) {
      const at = { x: random() * 40, y: random() * 40 };
      const [inA, inB] = [contains(a[0] as Point[], at), contains(b[0] as Point[], at)];
      expect(inside(united, at)).toBe(inA || inB);
      expect(inside(without, at)).toBe(inA && !inB);
    }
  }
});

describe("simplification", () => {
  test("drops what lies on the way and keeps the corners", () => {
    expect(simplifyLine(ring([0, 0], [5, 0.4], [10, 0], [10, 10]), 0.5)).toEqual(ring([0, 0], [10, 0], [10, 10]));
    expect(simplifyLine(ring([0, 0], [5, 0.4], [10, 0]), 0.3)).toHaveLength(3);
  });

  test("a ring keeps an area", () => {
    expect(simplifyRing(ring([0, 0], [10, 0], [10, 10], [0, 10]), 100).length).toBeGreaterThan(2);
    expect(simplifyRing(ring([0, 0], [5, 0], [10, 0], [10, 10], [0, 10]), 1)).toHaveLength(4);
  });
});
