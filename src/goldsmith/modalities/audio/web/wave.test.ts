import { afterEach, expect, test, vi } from "vitest";
import type { Region } from "./regions/shapes";
import { LevelFile } from "./sound/LevelFile";
import { MIXED, Peaks } from "./sound/Peaks";
import { readTime, showTick, showTime } from "./time";
import { bound, layOut, timeAtX, xOf, zoomView } from "./wave/geometry";
import { hitAt } from "./wave/hits";
import { regionsBetween, rowsOf } from "./wave/rows";

const SIZE = { width: 1132, height: 600 };
const STRETCH = { start: 0, end: 10_800 };
const layout = layOut(SIZE, 2, { channels: 1, hasSpectrum: false });
const view = bound({ ...SIZE, start: 0, pixelsPerSecond: 100, top: 0 }, layout, STRETCH, 2);

function region(uuid: string, start: number, end: number, label = "a"): Region {
  return { uuid, type: "region", label, attributes: {}, start, end };
}

afterEach(() => vi.unstubAllGlobals());

test("times are written and read alike", () => {
  expect([showTime(3675.04), showTime(75.04), showTick(75, 1)]).toEqual(["1:01:15.040", "1:15.040", "1:15"]);
  expect(["1:01:15.04", "1:15", "75,04", "x"].map(readTime)).toEqual([3675.04, 75, 75.04, null]);
});

test("what is under the pointer stays there while zooming, from the whole down to a millisecond", () => {
  let zoomed = view;
  for (let times = 0; times < 20; times += 1) {
    const before = timeAtX(zoomed, layout, 600);
    zoomed = zoomView(zoomed, layout, 1.6, 600, STRETCH);
    expect(timeAtX(zoomed, layout, 600)).toBeCloseTo(before, 6);
  }
  expect(xOf(zoomed, layout, 5.001) - xOf(zoomed, layout, 5)).toBeCloseTo(4);
});

test("overlapping regions of a tier get lanes of their own; an empty tier has a row", () => {
  const rows = rowsOf([region("1", 0, 5), region("2", 3, 6), region("3", 5, 7)], ["a", "b"]);
  expect(rows.map(({ label, regions }) => [label, regions.map(({ uuid }) => uuid)])).toEqual([
    ["a", ["1", "3"]],
    ["a", ["2"]],
    ["b", []],
  ]);
});

test("of a thousand regions those in sight are found", () => {
  const many = Array.from({ length: 1000 }, (_, at) => region(`${at}`, at * 10, at * 10 + 5));
  const [row] = rowsOf(many, ["a"]);
  const seen = row && regionsBetween(row, 5003, 5031);
  expect(seen?.map(({ uuid }) => uuid)).toEqual(["500", "501", "502", "503"]);
});

test("the ends of a region are taken hold of, its middle is moved, and elsewhere one marks", () => {
  const rows = rowsOf([region("1", 2, 4)], ["a", "b"]);
  const target = { view, layout, stretch: STRETCH, rows, selected: [] };
  const y = layout.tiers.top + 10;
  const parts = [2.01, 3, 3.99].map((time) => hitAt(target, xOf(view, layout, time), y));
  expect(parts.map((hit) => hit.on === "region" && hit.part)).toEqual(["start", "middle", "end"]);
  expect(hitAt(target, xOf(view, layout, 6), y)).toMatchObject({ on: "tier", label: "a" });
  expect(hitAt(target, xOf(view, layout, 6), y + 26)).toMatchObject({ on: "tier", label: "b" });
  expect(hitAt(target, 600, 100)).toMatchObject({ on: "sound" });
  expect(hitAt(target, layout.gutter + 500, 10)).toMatchObject({ on: "overview", time: 5400 });
});

test("peaks are fetched a page at a time, and drawn coarsely until the finer ones are there", async () => {
  const bytes = new Uint8Array(4 * 10_000 + 4 * 10).fill(0);
  bytes.set([256 - 127, 127, 0, 0], 40_000);
  bytes.set([256 - 64, 64, 0, 0], 0);
  const asked: string[] = [];
  vi.stubGlobal("fetch", (_: string, { headers }: { headers: { Range: string } }) => {
    asked.push(headers.Range);
    const [from, to] = (/(\d+)-(\d+)/.exec(headers.Range) ?? []).slice(1).map(Number) as [number, number];
    return Promise.resolve(new Response(bytes.slice(from, to + 1), { status: 206 }));
  });
  const levels = [
    { step: 0.001, count: 10_000, offset: 0 },
    { step: 1, count: 10, offset: 40_000 },
  ];
  const seen = vi.fn();
  const file = new LevelFile("/peaks", levels, 4, { onPage: seen, onFailure: (error) => expect.fail(error.message) });
  const peaks = new Peaks(file, 2);
  await file.load(file.coarsest);
  expect([...peaks.read(MIXED, 0, 0.001, 1)]).toEqual([-1, 1]);
  await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(2));
  expect(peaks.read(0, 0, 0.001, 1)[1]).toBeCloseTo((64 / 127) ** 2);
  expect(peaks.read(1, 0, 0.001, 1)[1]).toBe(0);
  expect(asked).toEqual(["bytes=40000-40039", "bytes=0-16383"]);
});
