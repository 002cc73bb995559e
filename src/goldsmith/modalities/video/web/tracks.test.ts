/** Operations on tracks and events: what they promise one by one, and that any sequence of them can be undone. */
import { expect, test } from "vitest";
import { createAnswerStore } from "../../../../../web/src/editors/store";
import { attributeViewAt } from "./attributes";
import { makeCommands } from "./commands";
import { FrameIndex } from "./frames/FrameIndex";
import type { Player } from "./frames/Player";
import { COMMAND_KEYS, KEY_HELP } from "./keys";
import { newTrack, posesAt, trackOps, tracksOf } from "./poses";
import { strings } from "./strings";
import { attributesAt, geometryAt, spansOf } from "./tracks/interpolate";
import {
  addKeyframe,
  holdShape,
  mergeTracks,
  moveEvent,
  moveEventEnd,
  moveKeyframe,
  putKeyframe,
  removeKeyframe,
  setAttributeAt,
  splitTrack,
  toggleOutside,
  trimAfter,
  trimBefore,
} from "./tracks/operations";
import { isEvent, isTrack, type Keyframe, type Track, type VideoEvent } from "./tracks/shapes";

const COUNT = 100;
const ALL = { first: 0, last: COUNT - 1 };
const at = (frame: number, left: number, more: Partial<Keyframe> = {}): Keyframe => ({
  frame,
  left,
  top: 0,
  width: 10,
  height: 10,
  ...more,
});
const track = (...keyframes: Keyframe[]): Track => ({
  uuid: "t",
  type: "box",
  label: "car",
  attributes: {},
  keyframes,
});
const frames = (one: Track | null) => one?.keyframes.map(({ frame }) => frame);
const lefts = (one: Track | null, ...wanted: number[]) =>
  wanted.map((frame) => rounded(one && geometryAt(one, frame)?.left));
const rounded = (value: number | null | undefined) => value && Math.round(value * 1e9) / 1e9;

const moving = track(at(10, 0), at(20, 100), at(40, 100, { is_outside: true }), at(60, 0));

test("a keyframe put where one is replaces its shape and keeps its answers", () => {
  const answered = track(at(10, 0, { attributes: { occluded: "yes" } }));
  expect(putKeyframe(answered, 10, { left: 5, top: 5, width: 1, height: 1 }).keyframes).toEqual([
    { frame: 10, attributes: { occluded: "yes" }, left: 5, top: 5, width: 1, height: 1 },
  ]);
});

test("a keyframe is added where the track moves, and taken away again", () => {
  const added = addKeyframe(moving, 15);
  expect(lefts(added, 15, 17)).toEqual([50, 70]);
  expect(removeKeyframe(added as Track, 15)).toEqual(moving);
  expect(addKeyframe(moving, 45)).toBeNull();
  expect(removeKeyframe(track(at(3, 0)), 3)).toBeNull();
});

test("without its first keyframe a track begins at the next that is seen, with the answers that hold there", () => {
  const answered = track(at(1, 0, { attributes: { side: "left" } }), at(5, 0, { is_outside: true }), at(9, 0));
  expect(removeKeyframe(answered, 1)?.keyframes).toEqual([at(9, 0, { attributes: { side: "left" } })]);
});

test("a track ends here and comes back there", () => {
  const ended = toggleOutside(moving, 30);
  expect(lefts(ended, 29, 30)).toEqual([100, undefined]);
  expect(lefts(toggleOutside(moving, 50), 49, 50)).toEqual([undefined, 100]);
  expect(toggleOutside(moving, 10)).toBeNull();
});

test("a split leaves every frame as it was", () => {
  const [before, after] = splitTrack(moving, 15, "new") as readonly [Track, Track];
  for (let frame = 0; frame < COUNT; frame += 1) {
    const half = frame < 15 ? before : after;
    const other = frame < 15 ? after : before;
    expect([frame, geometryAt(half, frame)?.left]).toEqual([frame, geometryAt(moving, frame)?.left]);
    expect(geometryAt(other, frame)).toBeNull();
  }
  expect(splitTrack(moving, 10, "new")).toBeNull();
});

test("the halves of a split merge into the track they were", () => {
  const [before, after] = splitTrack(moving, 15, "new") as readonly [Track, Track];
  const { track: merged, hadOverlap } = mergeTracks(after, before) as { track: Track; hadOverlap: boolean };
  expect(hadOverlap).toBe(false);
  expect(merged.uuid).toBe("new");
  for (let frame = 0; frame < COUNT; frame += 1) {
    expect([frame, geometryAt(merged, frame)?.left]).toEqual([frame, geometryAt(moving, frame)?.left]);
  }
});

test("of two tracks at the same time the later one wins, and that is said", () => {
  const early = track(at(0, 0), at(50, 50));
  const late = { ...track(at(30, 7)), uuid: "late" };
  const merged = mergeTracks(early, late);
  expect(merged?.hadOverlap).toBe(true);
  expect(lefts(merged?.track ?? null, 29, 30, 50)).toEqual([29, 7, 7]);
  expect(mergeTracks(early, { ...late, type: "point" })).toBeNull();
});

test("trimming keeps what is on the other side", () => {
  const after = trimBefore(moving, 15);
  expect(lefts(after, 14, 15, 20, 60)).toEqual([undefined, 50, 100, 0]);
  const before = trimAfter(moving, 15, ALL);
  expect(lefts(before, 12, 15, 16, 60)).toEqual([20, 50, undefined, undefined]);
  expect(trimBefore(moving, 5)).toBeNull();
  expect(trimAfter(track(at(5, 0)), COUNT - 1, ALL)).toBeNull();
});

test("a shape is held as it is, to the end of the video at most", () => {
  const held = holdShape(track(at(0, 0), at(20, 200)), 5, 10, ALL);
  expect(lefts(held, 5, 10, 15, 20)).toEqual([50, 50, 50, 200]);
  expect(frames(holdShape(track(at(0, 0)), 95, 10, ALL))).toEqual([0, 95, 99]);
});

test("a keyframe moves in time, but not past its neighbours", () => {
  expect(frames(moveKeyframe(moving, 20, 25, ALL))).toEqual([10, 25, 40, 60]);
  expect(frames(moveKeyframe(moving, 20, 90, ALL))).toEqual([10, 39, 40, 60]);
  expect(frames(moveKeyframe(moving, 60, 300, ALL))).toEqual([10, 20, 40, 99]);
});

test("events move and end inside the video and never turn around", () => {
  const event: VideoEvent = { uuid: "e", type: "event", label: "turn", attributes: {}, start_frame: 10, end_frame: 20 };
  expect(moveEvent(event, 200, ALL)).toMatchObject({ start_frame: 89, end_frame: 99 });
  expect(moveEventEnd(event, "start", 50, ALL)).toMatchObject({ start_frame: 20, end_frame: 20 });
  expect(moveEventEnd(event, "end", 500, ALL)).toMatchObject({ start_frame: 10, end_frame: 99 });
});

test("a mutable answer holds from its keyframe on; the first to a required question from the beginning", () => {
  const later = setAttributeAt(moving, 15, "occluded", "yes");
  expect(frames(later)).toEqual([10, 15, 20, 40, 60]);
  expect([attributesAt(later, 14), attributesAt(later, 30)]).toEqual([{}, { occluded: "yes" }]);
  const gone = setAttributeAt(moving, 50, "occluded", "yes");
  expect(spansOf(gone, COUNT)).toEqual(spansOf(moving, COUNT));
  const asked = { name: "occluded", title: "", type: "category", is_mutable: true, required: true } as const;
  const view = attributeViewAt(50);
  const first = view.withValue(moving, [asked], asked, "no");
  expect(view.valuesAtStart(first)).toEqual({ occluded: "no" });
  const second = view.withValue(first, [asked], asked, "yes");
  expect([view.valuesAtStart(second), view.valuesOf(second)]).toEqual([{ occluded: "no" }, { occluded: "yes" }]);
  const { is_mutable: _, ...fixed } = asked;
  expect(view.withValue(moving, [fixed], fixed, "no").attributes).toEqual({ occluded: "no" });
});

test("what the picture's tools do at a frame becomes a keyframe; nothing moved, no keyframe", () => {
  const byUuid = new Map([[moving.uuid, moving]]);
  const [pose] = posesAt([moving], 15);
  if (!pose) throw new Error("the track is not there");
  const [moved] = trackOps([{ op: "put", annotation: { ...pose, left: 7 } }], byUuid, 15);
  expect(moved).toMatchObject({ annotation: { keyframes: [at(10, 0), at(15, 7), at(20, 100), {}, {}] } });
  const [raised] = trackOps([{ op: "put", annotation: { ...pose, z_order: 3 } }], byUuid, 15);
  expect(raised).toEqual({ op: "put", annotation: { ...moving, z_order: 3 } });
});

/** A small generator that gives the same numbers every time (Park and Miller, 1988). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function pressAtRandom(seed: number) {
  const next = numbers(seed);
  const event = { uuid: "e", type: "event", label: "turn", attributes: {}, start_frame: 3, end_frame: 9 };
  const annotations = [moving, { ...track(at(0, 5), at(30, 50)), uuid: "u" }, event];
  const store = createAnswerStore({ answer: { annotations, links: [] } });
  const first = JSON.stringify(store.getState().answer);
  const index = new FrameIndex(Float64Array.from({ length: COUNT }, (_, frame) => frame / 25));
  const chords = Object.keys(COMMAND_KEYS).filter((chord) =>
    /^(M|U|N|Y|Shift\+[CMBNY]|Alt\+Arrow(Left|Right))$/.test(chord),
  );
  let pendingEvent: number | null = null;
  for (let step = 0; step < 40; step += 1) {
    const { answer } = store.getState();
    const uuids = answer.annotations.map(({ uuid }) => uuid);
    const chosen = new Set([uuids[next(uuids.length)], uuids[next(uuids.length)]]);
    const player = {
      state: { frame: next(COUNT) },
      index,
      stretch: ALL,
      step: async () => undefined,
    } as unknown as Player;
    const commands = makeCommands({
      player,
      canvas: null,
      timeline: null,
      readOnly: false,
      answer,
      selection: [...chosen].filter((uuid) => uuid !== undefined),
      tracks: tracksOf(answer.annotations),
      selectedTracks: answer.annotations.filter(isTrack).filter(({ uuid }) => chosen.has(uuid)),
      selectedEvents: answer.annotations.filter(isEvent).filter(({ uuid }) => chosen.has(uuid)),
      eventLabel: "turn",
      pendingEvent,
      setPendingEvent: (frame) => {
        pendingEvent = frame;
      },
      dispatch: store.dispatch,
      select: store.select,
      say: () => undefined,
      focusFrame: () => undefined,
      follow: () => undefined,
      askToFollow: null,
    });
    COMMAND_KEYS[chords[next(chords.length)] as string]?.(commands);
    for (const shape of store.getState().answer.annotations) if (isTrack(shape)) expectWhole(shape);
  }
  return { store, first, steps: store.getState().past.length };
}

function expectWhole({ keyframes }: Track): void {
  expect(keyframes.length).toBeGreaterThan(0);
  expect(keyframes[0]?.is_outside ?? false).toBe(false);
  for (const [index, { frame }] of keyframes.entries()) {
    expect(frame).toBeGreaterThan(keyframes[index - 1]?.frame ?? -1);
    expect(frame).toBeLessThan(COUNT);
  }
}

test.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  "whatever is done, tracks stay whole; undone it is the first answer byte for byte, redone the last (seed %i)",
  (seed) => {
    const { store, first, steps } = pressAtRandom(seed);
    const last = JSON.stringify(store.getState().answer);
    for (let step = 0; step < steps; step += 1) store.undo();
    expect(JSON.stringify(store.getState().answer)).toBe(first);
    for (let step = 0; step < steps; step += 1) store.redo();
    expect(JSON.stringify(store.getState().answer)).toBe(last);
  },
);

test("no key stands for two things, none is taken from everybody's, and each has its words", () => {
  const own = KEY_HELP.flatMap(({ keys }) => keys);
  const commands = Object.keys(COMMAND_KEYS);
  expect(commands.map((chord) => own.filter((one) => one === chord).length)).toEqual(commands.map(() => 1));
  const everybodys = [
    "A",
    "R",
    "W",
    "Tab",
    "Delete",
    "Space",
    "Shift+Space",
    "Ctrl+Z",
    "?",
    "Shift+S",
    "Shift+F",
    "Shift+I",
  ];
  expect(own.filter((chord) => everybodys.includes(chord))).toEqual([]);
  expect(KEY_HELP.filter(({ does }) => !Object.hasOwn(strings.en, does))).toEqual([]);
});

test("a new object is there from the frame it was drawn on", () => {
  const drawn = { uuid: "n", type: "point", label: "car", attributes: {}, x: 4, y: 5 };
  expect(newTrack(drawn, 12)).toEqual({
    uuid: "n",
    type: "point",
    label: "car",
    attributes: {},
    keyframes: [{ frame: 12, x: 4, y: 5 }],
  });
});

test("in a part nothing is moved to frames that it does not have", () => {
  const part = { first: 93, last: 205 };
  const event: VideoEvent = {
    uuid: "e",
    type: "event",
    label: "red",
    attributes: {},
    start_frame: 100,
    end_frame: 110,
  };
  expect(moveEvent(event, -50, part)).toMatchObject({ start_frame: 93, end_frame: 103 });
  expect(moveEventEnd(event, "start", 0, part)).toMatchObject({ start_frame: 93 });
  expect(moveEventEnd(event, "end", 900, part)).toMatchObject({ end_frame: 205 });
  expect(moveKeyframe(track(at(100, 0)), 100, 0, part).keyframes[0]?.frame).toBe(93);
  expect(trimAfter(track(at(100, 0)), 205, part)).toBeNull();
});
