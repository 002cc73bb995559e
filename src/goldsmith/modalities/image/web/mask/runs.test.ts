import { describe, expect, test } from "vitest";
import { drawsFrom } from "./draws";
import { areaOfRuns, compress, decompress, pixelsOf, runsOf } from "./runs";

/** Made by pycocotools 2.0.11, `mask.encode(numpy.asfortranarray(rows))`. */
const COCO: readonly (readonly [string, readonly string[], string])[] = [
  ["nothing", ["....", "....", "...."], "<"],
  ["everything", ["####", "####", "####"], "0<"],
  ["a window with a hole", [".......", "..####.", "..#.##.", "..####.", "......."], ";32NO012004"],
  ["a diagonal", ["#.....", ".#....", "..#...", "...#..", "....#.", ".....#"], "016000000000"],
  [
    "noise",
    ["##..####", ".##.#...", "#..##.##", "..#.#.##", "..#.#..#", "....#..#", ".###.#.#", ".#.##...", ".#.#...."],
    "011051N1MN010O30O8NH0040M0O14OL41",
  ],
];
/** Large windows: 2,000 rows, 1,000 columns. */
const LARGE = { rows: 2_000, columns: 1_000 };

function columnsOf(rows: readonly string[]): Uint8Array {
  const width = rows[0]?.length ?? 0;
  const pixels = Array.from({ length: width }, (_, x) => rows.map((row) => (row[x] === "#" ? 1 : 0)));
  return Uint8Array.from(pixels.flat());
}

describe("run lengths", () => {
  test.each(COCO)("of %s are those of pycocotools, both ways", (_, rows, counts) => {
    const pixels = columnsOf(rows);
    expect(compress(runsOf(pixels))).toBe(counts);
    expect(pixelsOf(decompress(counts), pixels.length)).toEqual(pixels);
  });

  test("of large windows take several characters", () => {
    const size = LARGE.rows * LARGE.columns;
    const last = new Uint8Array(size);
    last[size - 1] = 1;
    expect(compress(runsOf(last))).toBe("oSQm11");
    const half = new Uint8Array(size).fill(1, 0, size / 2);
    expect(compress(runsOf(half))).toBe("0Pb`n0Pb`n0");
    half[0] = 0;
    expect(compress(runsOf(half))).toBe("1oa`n0Pb`n0");
  });

  test("of any pixels give the pixels back", () => {
    const draw = drawsFrom(7);
    for (let round = 0; round < 300; round += 1) {
      const size = 1 + Math.floor(draw() * 600);
      const change = draw() ** 3;
      let value = 0;
      const pixels = Uint8Array.from({ length: size }, () => {
        if (draw() < change) value = 1 - value;
        return value;
      });
      const runs = runsOf(pixels);
      expect(runs.length).toBeLessThanOrEqual(size + 1);
      expect(decompress(compress(runs))).toEqual(runs);
      expect(pixelsOf(runs, size)).toEqual(pixels);
      expect(areaOfRuns(runs)).toBe(pixels.reduce((sum, pixel) => sum + pixel, 0));
    }
  });

  test.each(["", "P", "0P", " ", "1N", "PPPPPPPPPPPP1", "p", "é"])(
    "that are none, such as %j, are refused",
    (counts) => {
      expect(() => pixelsOf(decompress(counts), 1)).toThrow(RangeError);
    },
  );

  test("that do not fill the window are refused", () => {
    expect(() => pixelsOf(decompress("13"), 5)).toThrow(RangeError);
  });
});
