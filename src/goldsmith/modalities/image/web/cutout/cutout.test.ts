import { describe, expect, test } from "vitest";
import type { Bitmap, Frame } from "../mask/bitmap";
import { areaOfBitmap, holds } from "../mask/bitmap";
import { drawsFrom } from "../mask/draws";
import { halved, type Raster } from "../sight/raster";
import type { View } from "../sight/view";
import { cutOut, type Shown, trimapOf } from "./cutOut";
import { fitMixture, surprises } from "./mixture";
import { paletteOf, weightsOf } from "./palette";
import { smallestTurnedBox } from "./shapes";
import { BESIDE, halvedTrimap, INSIDE, OUTSIDE, UNKNOWN } from "./trimap";

const SIZE = { width: 160, height: 120 };

const isInDisc = (x: number, y: number) => Math.hypot(x - 80, y - 60) < 35;

/** A rough disc on rough ground: patches of four pixels and noise, in colors that overlap. */
function scene(isThing: (x: number, y: number) => boolean = isInDisc): Raster {
  const draw = drawsFrom(11);
  const patches = Array.from({ length: 2_000 }, () => draw() * 70 - 35);
  const { width, height } = SIZE;
  const colors = Uint32Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const shade = (patches[Math.floor(x / 4) * 30 + Math.floor(y / 4)] as number) + draw() * 20;
    const [red, green, blue] = (isThing(x, y) ? [150, 95, 70] : [95, 120, 85]).map((level) =>
      Math.max(0, Math.min(255, Math.round(level + shade))),
    ) as [number, number, number];
    return red + green * 0x100 + blue * 0x10000 + 0xff000000;
  });
  return { width, height, colors };
}

function viewOf(raster: Raster, frame: Frame = { left: 0, top: 0, ...raster }): View {
  const { left, top } = frame;
  return { raster, frame: { left, top, width: frame.width, height: frame.height }, scale: raster.width / frame.width };
}

function shown(over: Partial<Shown>): Shown {
  return { view: viewOf(scene()), box: null, marks: [], reach: 2, ...over };
}

function overlapWith(found: Bitmap | null, isThing: (x: number, y: number) => boolean, size = SIZE): number {
  let [shared, either] = [0, 0];
  for (let x = 0; x < size.width; x += 1) {
    for (let y = 0; y < size.height; y += 1) {
      const [a, b] = [found !== null && holds(found, x + 0.5, y + 0.5), isThing(x, y)];
      shared += a && b ? 1 : 0;
      either += a || b ? 1 : 0;
    }
  }
  return shared / either;
}

const BOX = { left: 35, top: 15, width: 90, height: 90 };
const on = (x: number, y: number) => ({ x, y, isInside: true });
const beside = (x: number, y: number) => ({ x, y, isInside: false });

describe("a thing is cut out", () => {
  test("of a box around it", () => {
    expect(overlapWith(cutOut(shown({ box: BOX })), isInDisc)).toBeGreaterThan(0.95);
  });

  test("by a click on it", () => {
    expect(overlapWith(cutOut(shown({ marks: [on(85, 55)] })), isInDisc)).toBeGreaterThan(0.95);
  });

  test("of a picture that was looked at smaller, at its full size and place", () => {
    const view = viewOf(scene(), { left: 40, top: 20, width: 320, height: 240 });
    const found = cutOut(shown({ view, box: { left: 110, top: 50, width: 180, height: 180 } }));
    const isThing = (x: number, y: number) => isInDisc((x - 40) / 2, (y - 20) / 2);
    expect(overlapWith(found, isThing, { width: 400, height: 300 })).toBeGreaterThan(0.95);
  });

  test("and what was marked belongs to it or does not, whatever its colors say", () => {
    const isPair = (x: number, y: number) => isInDisc(x, y) || (x > 130 && x < 150 && y > 10 && y < 40);
    const view = viewOf(scene(isPair));
    const whole = { left: 20, top: 5, width: 135, height: 110 };
    const both = cutOut(shown({ view, box: whole })) as Bitmap;
    expect(holds(both, 140, 25)).toBe(true);
    const one = cutOut(shown({ view, box: whole, marks: [beside(140, 25), beside(135, 15), beside(145, 35)] }));
    expect(one && holds(one, 140, 25)).toBe(false);
    const more = cutOut(shown({ view, box: BOX, marks: [on(140, 25)] })) as Bitmap;
    expect(holds(more, 140, 25)).toBe(true);
  });
});

test("a stroke through the thing takes the stroke away and leaves the rest", () => {
  const stroke = Array.from({ length: 40 }, (_, step) => beside(80, 40 + step));
  const found = cutOut(shown({ box: BOX, marks: stroke })) as Bitmap;
  expect(stroke.some(({ x, y }) => holds(found, x, y))).toBe(false);
  expect(holds(found, 60, 60)).toBe(true);
  expect(holds(found, 100, 60)).toBe(true);
});

test("a closed stroke around the middle of the thing does not take all of it away", () => {
  const ring = Array.from({ length: 60 }, (_, step) =>
    beside(80 + 14 * Math.cos((step * Math.PI) / 30), 60 + 14 * Math.sin((step * Math.PI) / 30)),
  );
  const found = cutOut(shown({ box: BOX, marks: ring })) as Bitmap;
  expect(holds(found, 54, 60)).toBe(true);
  expect(holds(found, 80, 88)).toBe(true);
  expect(ring.some(({ x, y }) => holds(found, x, y))).toBe(false);
});

describe("nothing is found", () => {
  const flat = (width: number, height: number): Raster => ({
    width,
    height,
    colors: new Uint32Array(width * height).fill(0xff336699),
  });

  test.each([
    [1, 1],
    [1, 7],
    [3, 2],
    [200, 150],
  ])("in one color, %i by %i", (width, height) => {
    const view = viewOf(flat(width, height));
    expect(cutOut(shown({ view, box: { left: 0, top: 0, width, height } }))).toBeNull();
    expect(cutOut(shown({ view, marks: [on(0, 0)] }))).toBeNull();
  });

  test("in a box beside the picture, or of no size", () => {
    expect(cutOut(shown({ box: { left: 500, top: 500, width: 10, height: 10 } }))).toBeNull();
    expect(cutOut(shown({ box: { left: 20, top: 20, width: 0, height: 0 } }))).toBeNull();
  });
});

test("a box of one pixel, over the edge, or around everything gives pixels of the picture or nothing", () => {
  for (const box of [
    { left: 80, top: 60, width: 1, height: 1 },
    { left: -50, top: -50, width: 140, height: 120 },
    { left: 0, top: 0, ...SIZE },
    { left: -10, top: -10, width: 500, height: 500 },
  ]) {
    const found = cutOut(shown({ box }));
    if (found === null) continue;
    expect(found.left).toBeGreaterThanOrEqual(0);
    expect(found.left + found.width).toBeLessThanOrEqual(SIZE.width);
    expect(found.top + found.height).toBeLessThanOrEqual(SIZE.height);
    expect(areaOfBitmap(found)).toBeGreaterThan(0);
  }
  expect(overlapWith(cutOut(shown({ box: { left: 0, top: 0, ...SIZE } })), isInDisc)).toBeGreaterThan(0.95);
});

test("colors that a thing has surprise less under its own mixture than under the other's", () => {
  const palette = paletteOf(scene());
  const weights = (isWanted: boolean) =>
    weightsOf(palette, (at) => isInDisc(at % SIZE.width, Math.floor(at / SIZE.width)) === isWanted);
  const [thing, ground] = [true, false].map((isWanted) =>
    surprises(fitMixture(palette.colors, weights(isWanted)), palette.colors),
  ) as [Float64Array, Float64Array];
  const mean = (values: Float64Array, by: Float64Array) =>
    values.reduce((sum, value, bin) => sum + value * (by[bin] as number), 0) / by.reduce((sum, weight) => sum + weight);
  expect(mean(thing, weights(true))).toBeLessThan(mean(ground, weights(true)));
  expect(mean(ground, weights(false))).toBeLessThan(mean(thing, weights(false)));
});

test("a mixture of one color is sure of it and finite about any other", () => {
  const colors = Float32Array.of(10, 20, 30, 250, 240, 230);
  const found = surprises(fitMixture(colors, Float64Array.of(5, 0)), colors);
  expect(found.every(Number.isFinite)).toBe(true);
  expect(found[0]).toBeLessThan(found[1] as number);
});

test("a picture half as large has the mean colors, and what was said of a pixel stays said", () => {
  const raster = { width: 3, height: 1, colors: Uint32Array.of(0xff000000, 0xff0204ff, 0xff111213) };
  expect([...halved(raster).colors].map((color) => color.toString(16))).toEqual(["ff01027f", "ff111213"]);
  const trimap = Uint8Array.of(OUTSIDE, INSIDE, OUTSIDE);
  expect([...halvedTrimap(trimap, raster)]).toEqual([INSIDE, OUTSIDE]);
  expect([...halvedTrimap(Uint8Array.of(BESIDE, UNKNOWN, UNKNOWN), raster)]).toEqual([BESIDE, UNKNOWN]);
});

test("a click in a corner of the picture marks that corner", () => {
  const trimap = trimapOf(shown({ marks: [on(0, 0), beside(160, 120)] }));
  expect(trimap[0]).toBe(INSIDE);
  expect(trimap.at(-1)).toBe(BESIDE);
});

test("the smallest turned box lies around a turned square", () => {
  const box = smallestTurnedBox([
    { x: 10, y: 0 },
    { x: 20, y: 10 },
    { x: 10, y: 20 },
    { x: 0, y: 10 },
  ]);
  expect(Math.abs(box.rotation)).toBe(45);
  expect(box).toMatchObject({ left: 3, top: 3, width: 14.1, height: 14.1 });
});
