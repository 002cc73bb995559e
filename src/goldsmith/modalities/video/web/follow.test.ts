/** Following a box: found where it went, not found where it is not; told in few keyframes. */
import { expect, test } from "vitest";
import { find, PATCH, type Patch, templateOf } from "./follow/correlation";
import { fitKeyframes, withSightings } from "./follow/sightings";
import { withTold } from "./follow/told";
import { geometryAt } from "./tracks/interpolate";
import type { Track } from "./tracks/shapes";

/** A bright, uneven blob on a slope, seen in a patch; the middle of the patch is where the box was. */
function scene(across: number, down: number, size = 1): Patch {
  const middle = (PATCH - 1) / 2;
  const values = Float32Array.from({ length: PATCH * PATCH }, (_, index) => {
    const x = ((index % PATCH) - middle - across) / size;
    const y = (Math.floor(index / PATCH) - middle - down) / size;
    const inside = Math.abs(x) < 9 && Math.abs(y) < 9;
    return inside ? 160 + 40 * Math.sin(x / 2) + 30 * Math.cos(y / 3) : 60 + 0.2 * x;
  });
  return { side: PATCH, values };
}

test.each([
  [0, 0],
  [7, -4],
  [-12, 15],
])("an object that went by %i, %i is found there", (across, down) => {
  const found = find(templateOf(scene(0, 0)), scene(across, down));
  expect(found.across * 24).toBeCloseTo(across, 0);
  expect(found.down * 24).toBeCloseTo(down, 0);
  expect(found.size).toBe(1);
  expect(found.peak).toBeGreaterThan(0.95);
  expect(found.ratio).toBeGreaterThan(4);
});

test("an object that grew is seen to be larger", () => {
  expect(find(templateOf(scene(0, 0)), scene(2, 2, 1.06)).size).toBe(1.05);
});

test("where the object is not, nothing is trusted", () => {
  const empty: Patch = { side: PATCH, values: Float32Array.from({ length: PATCH * PATCH }, (_, n) => (n * 7919) % 97) };
  expect(find(templateOf(scene(0, 0)), empty).peak).toBeLessThan(0.5);
  const flat: Patch = { side: PATCH, values: new Float32Array(PATCH * PATCH).fill(9) };
  expect(find(templateOf(scene(0, 0)), flat).peak).toBe(0);
});

test("a straight way needs two keyframes, a bent one three; every frame stays within the tolerance", () => {
  const box = (left: number) => ({ left, top: 5, width: 20, height: 20 });
  const straight = Array.from({ length: 50 }, (_, frame) => ({ frame, box: box(frame * 2 + (frame % 2) * 0.4) }));
  expect(fitKeyframes(straight).map(({ frame }) => frame)).toEqual([0, 49]);
  const bent = Array.from({ length: 50 }, (_, frame) => ({ frame, box: box(Math.abs(frame - 20) * 3) }));
  expect(fitKeyframes(bent).map(({ frame }) => frame)).toEqual([0, 20, 49]);
  const track: Track = { uuid: "t", type: "box", label: "car", attributes: {}, keyframes: [{ frame: 0, ...box(60) }] };
  const told = withSightings(track, fitKeyframes(bent));
  for (const sighting of bent) {
    const left = geometryAt(told, sighting.frame)?.left ?? Number.NaN;
    expect(Math.abs(left - sighting.box.left)).toBeLessThanOrEqual(1);
  }
});

test("one sighting alone is one keyframe", () => {
  const seen = [{ frame: 3, box: { left: 0, top: 0, width: 4, height: 4 } }];
  expect(fitKeyframes(seen)).toEqual(seen);
});

const at = (frame: number, left: number, more = {}) => ({ frame, left, top: 0, width: 9, height: 9, ...more });
const known = (...keyframes: Track["keyframes"]): Track => ({
  uuid: "a",
  type: "box",
  label: "car",
  attributes: {},
  keyframes,
});
const told = (track: Track | null) =>
  track?.keyframes.map(({ frame, left, is_outside }) => (is_outside ? [frame] : [frame, left]));

test("what a model tells fills both sides of a frame and overwrites nothing that somebody said", () => {
  const track = known(at(4, 40), at(20, 200, { attributes: { lights: "on" } }), at(30, 300));
  const said = [at(2, 1), at(10, 99), at(20, 1), at(25, 260), at(29, 290), at(30, 1), at(35, 1)];
  expect(told(withTold(track, said, 20))).toEqual([
    [4, 40],
    [10, 99],
    [20, 200],
    [25, 260],
    [29, 290],
    [30, 300],
  ]);
  expect(withTold(track, said, 20)?.keyframes[2]).toEqual(track.keyframes[1]);
});

test("between two keyframes the place that was asked about becomes one", () => {
  const track = known(at(0, 0), at(10, 100));
  expect(told(withTold(track, [at(2, 7), at(8, 70)], 5))).toEqual([
    [0, 0],
    [2, 7],
    [5, 50],
    [8, 70],
    [10, 100],
  ]);
});

test("a thing that leaves the picture is gone; one that was not there yet begins later", () => {
  const gone = { is_outside: true };
  const track = known(at(10, 100));
  expect(told(withTold(track, [at(2, 0, gone), at(5, 50), at(10, 1), at(15, 150, gone)], 10))).toEqual([
    [5, 50],
    [10, 100],
    [15],
  ]);
  expect(told(withTold(track, [at(2, 0, gone), at(15, 150, gone)], 10))).toEqual([[10, 100], [15]]);
});

test("where nothing new is told nothing changes", () => {
  const track = known(at(10, 100), at(20, 200, { is_outside: true }));
  expect(withTold(track, [at(10, 7), at(20, 7), at(30, 7)], 10)).toBeNull();
  expect(withTold(track, [at(12, 7)], 25)).toBeNull();
  expect(withTold(track, [], 10)).toBeNull();
});
