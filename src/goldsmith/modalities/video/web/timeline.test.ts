/** The timeline's arithmetic, and time as people read and write it. */
import { expect, test } from "vitest";
import { FrameIndex, readFrameTimes } from "./frames/FrameIndex";
import { readDestination, showTime } from "./time";
import {
  bound,
  fitView,
  frameAtX,
  GUTTER,
  laneWidth,
  ROW,
  RULER,
  revealFrame,
  revealRow,
  rowAtY,
  type TimelineView,
  tickStep,
  xOf,
  yOf,
  zoomView,
} from "./timeline/geometry";
import { hitAt, keyframeX } from "./timeline/hits";
import { rowIndexOf, rowsOf } from "./timeline/rows";

const COUNT = 10_000;
const ALL = { first: 0, last: COUNT - 1 };
const view: TimelineView = { start: 120.5, pixelsPerFrame: 6, top: 30, width: 1000, height: 200 };
const box = { left: 0, top: 0, width: 1, height: 1 };
const track = (uuid: string, ...frames: number[]) => ({
  uuid,
  type: "box",
  label: "car",
  attributes: {},
  keyframes: frames.map((frame) => ({ frame, ...box })),
});
const event = (uuid: string, start_frame: number, end_frame: number) => ({
  uuid,
  type: "event",
  label: "turn",
  attributes: {},
  start_frame,
  end_frame,
});

test("pixels and frames, pixels and rows are there and back again", () => {
  for (const frame of [121, 130, 200]) expect(frameAtX(view, xOf(view, frame) + 0.5)).toBe(frame);
  for (const row of [2, 3, 9]) expect(rowAtY(view, yOf(view, row) + 1)).toBe(row);
  expect(rowAtY(view, RULER - 1)).toBeNull();
});

test("zooming keeps the frame under the pointer where it is", () => {
  const middle = { ...view, start: 5000 };
  for (const factor of [0.2, 0.9, 1.1, 3]) {
    const zoomed = zoomView(middle, factor, 600, ALL);
    expect(zoomed.start + (600 - GUTTER) / zoomed.pixelsPerFrame).toBeCloseTo(5000 + (600 - GUTTER) / 6, 6);
  }
});

test("the whole video fits, and no view leaves it", () => {
  const whole = fitView(view, ALL);
  expect(whole.start).toBe(0);
  expect(whole.pixelsPerFrame * COUNT).toBeCloseTo(laneWidth(view), 6);
  const far = bound({ ...view, start: 1e9, top: 1e9 }, ALL, 200);
  expect(xOf(far, COUNT)).toBeCloseTo(view.width, 6);
  expect(yOf(far, 200)).toBe(view.height);
  expect(bound({ ...view, top: 50 }, ALL, 2).top).toBe(0);
});

test("a playhead that leaves the view turns the page; a row is brought in by as little as it takes", () => {
  expect(revealFrame(view, 150, ALL)).toBe(view);
  const turned = revealFrame(view, 1000, ALL);
  expect(xOf(turned, 1000)).toBeGreaterThan(GUTTER);
  expect(xOf(turned, 1000)).toBeLessThan(GUTTER + laneWidth(view) / 4);
  expect(yOf(revealRow(view, 50), 51)).toBe(view.height);
  expect(yOf(revealRow(view, 0), 0)).toBe(RULER);
});

test("labels of the ruler never touch", () => {
  for (const pixelsPerFrame of [0.08, 0.5, 1, 7, 40]) {
    const step = tickStep(pixelsPerFrame);
    expect(step * pixelsPerFrame).toBeGreaterThanOrEqual(pixelsPerFrame >= 40 ? 40 : 72);
    expect([1, 2, 5]).toContain(step / 10 ** Math.floor(Math.log10(step)));
  }
});

test("events of a label share a row unless they overlap; tracks follow by when they begin", () => {
  const shapes = [track("late", 50), event("a", 0, 10), event("b", 5, 20), event("c", 11, 30), track("early", 2, 90)];
  const rows = rowsOf(shapes, 100);
  const named = rows.map((row) => (row.kind === "events" ? row.events.map(({ uuid }) => uuid) : row.track.uuid));
  expect(named).toEqual([["a", "c"], ["b"], "early", "late"]);
  expect(rowIndexOf(rows, "late")).toBe(3);
  expect(rowIndexOf(rows, "nobody")).toBe(-1);
});

test("the pointer finds keyframes, bars, events and their ends", () => {
  const rows = rowsOf([event("e", 130, 139), track("t", 125, 160)], COUNT);
  const at = (x: number, row: number) => hitAt({ ...view, top: 0 }, rows, x, RULER + row * ROW + 5);
  expect(at(keyframeX(view, 160) + 3, 1)).toMatchObject({ on: "keyframe", frame: 160 });
  expect(at(xOf(view, 145), 1)).toMatchObject({ on: "track", frame: 145 });
  expect(at(xOf(view, 130) + 1, 0)).toMatchObject({ on: "event", part: "start" });
  expect(at(xOf(view, 140) - 1, 0)).toMatchObject({ on: "event", part: "end" });
  expect(at(xOf(view, 135), 0)).toMatchObject({ on: "event", part: "middle", frame: 135 });
  expect(at(xOf(view, 135), 5)).toMatchObject({ on: "nothing" });
  expect(hitAt(view, rows, xOf(view, 135), 3)).toEqual({ on: "ruler", frame: 135 });
});

test("the server's index is read in each of its forms", () => {
  const read = (frame_times: object, frame_count: number) => {
    const index = readFrameTimes({ frame_times: { time_base: [1, 100], ...frame_times }, frame_count });
    return index && [...index.times];
  };
  expect(read({ step: 4 }, 3)).toEqual([0, 0.04, 0.08]);
  expect(read({ cycle: [3, 4] }, 5)).toEqual([0, 0.03, 0.07, 0.1, 0.14]);
  const runs = [
    [5, 2],
    [1, 1],
  ];
  expect(read({ runs }, 4)).toEqual([0, 0.05, 0.1, 0.11]);
  expect(read({ marks: [[0, 0]] }, 4)).toBeNull();
  expect(readFrameTimes(null)).toBeNull();
});

test("frames are named by their times, and two indexes that differ say where", () => {
  const index = FrameIndex.fromPackets([3.1, 3, 3.25]);
  expect([...index.times].map((time) => Math.round(time * 1000))).toEqual([0, 100, 250]);
  expect([0, 0.099, 0.1, 0.2499, 9].map((time) => index.frameAt(time))).toEqual([0, 0, 1, 1, 2]);
  expect([index.frameNamed(0.1004), index.frameNamed(0.17)]).toEqual([1, null]);
  expect(index.differsAt(FrameIndex.fromPackets([0, 0.1, 0.25]))).toBeNull();
  expect(index.differsAt(FrameIndex.fromPackets([0, 0.11, 0.25]))).toBe(1);
  expect(index.differsAt(FrameIndex.fromPackets([0, 0.1]))).toBe(2);
  expect(index.differsAt(FrameIndex.fromPackets([-0.2, -0.1, 0, 0.1, 0.25, 0.35], 0, 0.25))).toBeNull();
});

test("times are shown and read as people write them", () => {
  expect([0, 75.04, 3599.9996].map(showTime)).toEqual(["0:00.000", "1:15.040", "60:00.000"]);
  expect(readDestination(" 120 ")).toEqual({ frame: 120 });
  expect(readDestination("1:15.5")).toEqual({ seconds: 75.5 });
  expect(readDestination("1:00:05")).toEqual({ seconds: 3605 });
  expect(readDestination("7.5s")).toEqual({ seconds: 7.5 });
  expect(["soon", "1:2:3:4", "-4", ""].map(readDestination)).toEqual([null, null, null, null]);
});

test("of a part only its own frames are in sight, under their own numbers", () => {
  const part = { first: 93, last: 205 };
  const whole = fitView(view, part);
  expect(xOf(whole, 93)).toBeCloseTo(GUTTER, 6);
  expect(xOf(whole, 206)).toBeCloseTo(view.width, 6);
  expect(bound({ ...whole, start: 0 }, part, 0).start).toBe(93);
});
