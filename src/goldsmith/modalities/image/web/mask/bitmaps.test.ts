import { describe, expect, test } from "vitest";
import { signedArea } from "../geometry";
import { areaOfBitmap, type Bitmap, emptyBitmap, holds, reframed, takePixels, trimmed } from "./bitmap";
import { paintSweep, resized, sweepFrame } from "./brush";
import { drawsFrom } from "./draws";
import { holeAt, holesOf, partsOf } from "./flood";
import { areasOf, outlinesOf } from "./outlines";
import { fillRings } from "./rings";

const size = { width: 60, height: 40 };

function bitmapOfRows(rows: readonly string[], left = 0, top = 0): Bitmap {
  const bitmap = emptyBitmap({ left, top, width: rows[0]?.length ?? 0, height: rows.length });
  rows.forEach((row, y) => {
    [...row].forEach((sign, x) => {
      if (sign === "#") bitmap.pixels[x * bitmap.height + y] = 1;
    });
  });
  return bitmap;
}

function rowsOf({ width, height, pixels }: Bitmap): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (pixels[x * height + y] ? "#" : ".")).join(""),
  );
}

function someBlobs(seed: number): Bitmap {
  const draw = drawsFrom(seed);
  const bitmap = emptyBitmap({ left: 3, top: 2, width: 40, height: 30 });
  for (let stroke = 0; stroke < 6; stroke += 1) {
    const place = () => ({ x: 3 + draw() * 40, y: 2 + draw() * 30 });
    paintSweep(bitmap, place(), place(), {
      tip: draw() < 0.5 ? "round" : "square",
      diameter: 1 + Math.floor(draw() * 6),
    });
  }
  return bitmap;
}

describe("bitmaps", () => {
  test("are trimmed to their pixels, and are the same in any window", () => {
    const bitmap = bitmapOfRows([".....", ".##..", ".#...", "....."], 10, 20);
    const small = trimmed(bitmap) as Bitmap;
    expect(small).toMatchObject({ left: 11, top: 21, width: 2, height: 2 });
    expect(rowsOf(small)).toEqual(["##", "#."]);
    expect(rowsOf(reframed(small, bitmap))).toEqual(rowsOf(bitmap));
    expect(trimmed(emptyBitmap({ left: 0, top: 0, ...size }))).toBeNull();
  });

  test("know which pixel holds a place", () => {
    const bitmap = bitmapOfRows(["#."], 10, 20);
    expect(holds(bitmap, 10.9, 20.9)).toBe(true);
    expect(holds(bitmap, 11, 20)).toBe(false);
    expect(holds(bitmap, 9.99, 20)).toBe(false);
  });

  test("lose the pixels of another, and say whether they had any", () => {
    const bitmap = bitmapOfRows(["###", "###"]);
    expect(takePixels(bitmap, bitmapOfRows(["##", "##"], 2, 1))).toBe(true);
    expect(rowsOf(bitmap)).toEqual(["###", "##."]);
    expect(takePixels(bitmap, bitmapOfRows(["#"], 2, 1))).toBe(false);
  });
});

describe("a brush", () => {
  test("of odd size sits in the middle of a pixel, an even one on a corner", () => {
    const dot = emptyBitmap({ left: 0, top: 0, width: 6, height: 6 });
    paintSweep(dot, { x: 2.9, y: 3.1 }, { x: 2.9, y: 3.1 }, { tip: "round", diameter: 5 });
    expect(rowsOf(dot)).toEqual(["......", ".###..", "#####.", "#####.", "#####.", ".###.."]);
    const square = emptyBitmap({ left: 0, top: 0, width: 4, height: 4 });
    paintSweep(square, { x: 2.2, y: 1.9 }, { x: 2.2, y: 1.9 }, { tip: "square", diameter: 2 });
    expect(rowsOf(square)).toEqual(["....", ".##.", ".##.", "...."]);
  });

  test("leaves no gap on its way, whatever the way is", () => {
    const draw = drawsFrom(11);
    for (let round = 0; round < 60; round += 1) {
      const [from, to] = [
        { x: 60 * draw(), y: 40 * draw() },
        { x: 60 * draw(), y: 40 * draw() },
      ];
      const stroke = emptyBitmap({ left: 0, top: 0, ...size });
      const brush = { tip: round % 2 ? "round" : "square", diameter: 1 + (round % 5) } as const;
      paintSweep(stroke, from, to, brush);
      expect(partsOf(stroke).length).toBe(1);
      const frame = sweepFrame(from, to, brush, size);
      expect(frame && areaOfBitmap(reframed(stroke, frame))).toBe(areaOfBitmap(stroke));
    }
  });

  test("of size one paints every pixel under the hand", () => {
    const stroke = emptyBitmap({ left: 0, top: 0, width: 6, height: 6 });
    paintSweep(stroke, { x: 0.2, y: 0.2 }, { x: 5.8, y: 5.8 }, { tip: "round", diameter: 1 });
    for (let step = 0; step < 6; step += 1) expect(holds(stroke, step, step)).toBe(true);
  });

  test("grows in steps that can be undone, and never vanishes", () => {
    expect(resized(1, -3)).toBe(1);
    expect(resized(1, 2)).toBe(3);
    expect(resized(100, 1)).toBe(110);
    expect(resized(1000, 1)).toBe(1000);
  });
});

describe("floods", () => {
  const ring = bitmapOfRows(["####.", "#..#.", "#.##.", "###..", "....."], 5, 5);

  test("find the hole under a place, and none where it is open", () => {
    expect(areaOfBitmap(holeAt(ring, 6.5, 6.5) as Bitmap)).toBe(3);
    expect(holeAt(ring, 9, 9)).toBeNull();
    expect(holeAt(ring, 5, 5)).toBeNull();
    expect(holeAt(ring, 0, 0)).toBeNull();
  });

  test("find all holes, and none in what has none", () => {
    expect(holesOf(ring)).toMatchObject({ left: 6, top: 6, width: 2, height: 2 });
    expect(holesOf(bitmapOfRows(["##", "#."]))).toBeNull();
  });

  test("find the parts, which touch at sides or corners", () => {
    const parts = partsOf(bitmapOfRows(["#..##", ".#.##", ".....", "#...."], 1, 1));
    expect(parts.map(areaOfBitmap)).toEqual([4, 2, 1]);
    expect(parts[1]).toMatchObject({ left: 1, top: 1, width: 2, height: 2 });
  });

  test("lose no pixel when a mask is taken apart", () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const blobs = someBlobs(seed);
      const parts = partsOf(blobs);
      for (const part of parts) expect(takePixels(blobs, part)).toBe(true);
      expect(areaOfBitmap(blobs)).toBe(0);
    }
  });
});

describe("outlines", () => {
  test("run along the sides of pixels", () => {
    const [outline, hole] = outlinesOf(bitmapOfRows(["###", "#.#", "###"], 10, 10));
    expect(outline).toHaveLength(4);
    expect(signedArea(outline ?? [])).toBe(9);
    expect(signedArea(hole ?? [])).toBe(-1);
  });

  test("give the pixels back, with holes, islands in holes and corners that touch", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const blobs = trimmed(someBlobs(seed)) as Bitmap;
      const rings = areasOf(blobs).flatMap(({ outline, holes }) => [outline, ...holes]);
      expect(rings.length).toBe(outlinesOf(blobs).length);
      expect(rowsOf(fillRings(rings, size) as Bitmap)).toEqual(rowsOf(blobs));
    }
  });

  test("put a hole into the smallest area around it", () => {
    const areas = areasOf(bitmapOfRows(["#######", "#.....#", "#.###.#", "#.#.#.#", "#.###.#", "#.....#", "#######"]));
    expect(areas.map(({ holes }) => holes.map(signedArea))).toEqual([[-25], [-1]]);
  });
});
