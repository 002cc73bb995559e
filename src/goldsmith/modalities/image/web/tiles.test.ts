import { describe, expect, it } from "vitest";
import { levelFor, regionOf, type TileFacts, tilesIn } from "./tilePyramid";
import { autoWindowing, firstWindowing, lookupTable, paintSamples, shiftLevel, stretchWindow } from "./windowing";

const RANGE = { min: 0, max: 4_000, p1: 100, p99: 1_100 };
const FACTS: TileFacts = {
  width: 1_300,
  height: 700,
  tile: 512,
  levels: 3,
  encoding: "samples",
  bands: 4,
  bits: 16,
  scale: 1,
  offset: 0,
  ranges: [RANGE, { ...RANGE, p1: 50 }, RANGE, { min: 7, max: 7, p1: 7, p99: 7 }],
};

describe("a pyramid", () => {
  it("gives the level that has a pixel for each pixel of the screen", () => {
    expect([4, 1, 0.6, 0.5, 0.25, 0.001].map((scale) => levelFor(FACTS, scale))).toEqual([0, 0, 0, 1, 2, 2]);
  });

  it("gives the tiles in sight, the middle ones first, and none outside", () => {
    const sight = { left: -9_000, top: -9_000, right: 9_000, bottom: 9_000 };
    expect(tilesIn(FACTS, 0, sight)).toHaveLength(6);
    expect(tilesIn(FACTS, 2, sight)).toEqual([{ level: 2, column: 0, row: 0 }]);
    const right = tilesIn(FACTS, 0, { left: 600, top: 0, right: 1_290, bottom: 500 });
    expect(right.map(({ column }) => column).sort()).toEqual([1, 2]);
    expect(tilesIn(FACTS, 0, { left: 2_000, top: 0, right: 3_000, bottom: 500 })).toEqual([]);
    expect(tilesIn(FACTS, 0, { left: 520, top: 0, right: 2_000, bottom: 500 })[0]?.column).toBe(2);
  });

  it("ends where the picture ends", () => {
    expect(regionOf(FACTS, { level: 1, column: 1, row: 0 })).toEqual({
      left: 1_024,
      top: 0,
      right: 1_300,
      bottom: 700,
    });
  });
});

describe("window and level", () => {
  it("begins between the percentiles of the first bands", () => {
    const { channels, isInverted } = firstWindowing(FACTS);
    expect(channels).toEqual([
      { band: 0, low: 100, high: 1_100 },
      { band: 1, low: 50, high: 1_100 },
      { band: 2, low: 100, high: 1_100 },
    ]);
    expect(isInverted).toBe(false);
    expect(firstWindowing({ ...FACTS, bands: 2 }).channels).toHaveLength(1);
  });

  it("shows a band of one value without dividing by nothing", () => {
    const [channel] = autoWindowing(FACTS, { channels: [{ band: 3, low: 0, high: 1 }], isInverted: false }).channels;
    expect(channel).toEqual({ band: 3, low: 7, high: 8 });
  });

  it("maps samples to grey, clipped at both ends, and inverted", () => {
    const channel = { band: 0, low: 100, high: 1_100 };
    const table = lookupTable(channel, false);
    expect([0, 100, 600, 1_100, 65_535].map((sample) => table[sample])).toEqual([0, 0, 128, 255, 255]);
    expect([0, 1_100].map((sample) => lookupTable(channel, true)[sample])).toEqual([255, 0]);
  });

  it("moves and stretches, and never leaves the samples", () => {
    const start = { channels: [{ band: 0, low: 100, high: 1_100 }], isInverted: true };
    expect(shiftLevel(start, 0.1).channels).toEqual([{ band: 0, low: 200, high: 1_200 }]);
    expect(stretchWindow(start, 2).channels).toEqual([{ band: 0, low: 0, high: 1_600 }]);
    let narrow = start;
    for (let times = 0; times < 100; times++) narrow = stretchWindow(narrow, 0.5) as typeof start;
    expect((narrow.channels[0]?.high ?? 0) - (narrow.channels[0]?.low ?? 0)).toBeGreaterThan(0);
    expect(shiftLevel(start, 1_000).channels).toEqual([{ band: 0, low: 65_534, high: 65_535 }]);
  });

  it("paints one band in grey and three in color, opaque", () => {
    const table = lookupTable({ band: 0, low: 0, high: 255 }, false);
    const pixels = new Uint8ClampedArray(8);
    paintSamples([new Uint16Array([0, 255])], [table], pixels);
    expect([...pixels]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    const one = (sample: number) => new Uint16Array([sample, sample]);
    paintSamples([one(10), one(20), one(30)], [table, table, table], pixels);
    expect([...pixels.slice(0, 4)]).toEqual([10, 20, 30, 255]);
  });
});
