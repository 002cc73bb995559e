/** What keys and buttons do to the playhead, the tracks and the events. Each change is one step of undo. */
import { type Answer, type Note, type Op, removalOps, type Shape } from "@goldsmith/editors";
import type { ImageCanvas } from "../../image/web/ImageCanvas";
import type { Player } from "./frames/Player";
import { LEAP, type VideoCommands } from "./keys";
import { byTime } from "./timeline/rows";
import type { Timeline } from "./timeline/Timeline";
import {
  addKeyframe,
  hasKeyframe,
  holdShape,
  mergeTracks,
  moveEvent,
  moveEventEnd,
  moveKeyframe,
  neighbourKeyframe,
  removeKeyframe,
  splitTrack,
  toggleOutside,
  trimAfter,
  trimBefore,
} from "./tracks/operations";
import type { Track, VideoEvent } from "./tracks/shapes";

export interface CommandDesk {
  readonly player: Player;
  readonly canvas: ImageCanvas | null;
  readonly timeline: Timeline | null;
  readonly readOnly: boolean;
  readonly answer: Answer;
  readonly selection: readonly string[];
  readonly tracks: readonly Track[];
  readonly selectedTracks: readonly Track[];
  readonly selectedEvents: readonly VideoEvent[];
  /** The label that a new event would get. */
  readonly eventLabel: string | null;
  /** Where an event in the making began. */
  readonly pendingEvent: number | null;
  setPendingEvent(frame: number | null): void;
  dispatch(ops: Op | readonly Op[]): void;
  select(uuids: readonly string[]): void;
  say(note: Note): void;
  /** Put the cursor into the field that says which frame this is. */
  focusFrame(): void;
  follow(track: Track, direction: 1 | -1): void;
  /** null where no model can be asked. */
  readonly askToFollow: ((track: Track) => void) | null;
}

const put = (annotation: Shape): Op => ({ op: "put", annotation });

export function makeCommands(desk: CommandDesk): VideoCommands {
  const { player, readOnly, selectedTracks, selectedEvents } = desk;
  const { frame } = player.state;
  const { stretch } = player;

  function edit(change: () => void): boolean {
    if (!readOnly) change();
    return true;
  }

  /** One operation on every selected track, in one step. */
  function changeTracks(change: (track: Track) => Track | null): boolean {
    return edit(() => {
      const ops = selectedTracks
        .map(change)
        .filter((track) => track !== null)
        .map(put);
      if (selectedTracks.length === 0) desk.say({ text: "chooseTrack" });
      else if (ops.length === 0) desk.say({ text: "nothingHere" });
      else desk.dispatch(ops);
    });
  }

  function onBox(change: (track: Track) => void): boolean {
    return edit(() => {
      const [track] = selectedTracks;
      if (!track) desk.say({ text: "chooseTrack" });
      else if (track.type !== "box") desk.say({ text: "followBoxes" });
      else change(track);
    });
  }

  function addEvent(first: number, last: number): void {
    const label = desk.eventLabel;
    if (label === null) {
      desk.say({ text: "noEventLabel" });
      return;
    }
    const [start_frame, end_frame] = [Math.min(first, last), Math.max(first, last)];
    const event = { uuid: crypto.randomUUID(), type: "event", label, attributes: {}, start_frame, end_frame };
    desk.dispatch(put(event));
    desk.select([event.uuid]);
  }

  function turnLoop(): boolean {
    const { loop } = player.state;
    const isOpen = loop !== null && loop.last === stretch.last && frame > loop.first;
    if (loop === null) player.setLoop({ first: frame, last: stretch.last });
    else player.setLoop(isOpen ? { first: loop.first, last: frame } : null);
    return true;
  }

  function endsOfSelected(step: 1 | -1): readonly number[] {
    const tracks = selectedTracks.length + selectedEvents.length > 0 ? selectedTracks : desk.tracks;
    const keyframes = tracks.map((track) => neighbourKeyframe(track, frame, step)).filter((found) => found !== null);
    const ends = selectedEvents.flatMap(({ start_frame, end_frame }) => [start_frame, end_frame]);
    return [...keyframes, ...ends.filter((end) => (step > 0 ? end > frame : end < frame))];
  }

  return {
    step(by) {
      void player.step(by);
      return true;
    },
    toEnd(end) {
      void player.seek(end > 0 ? stretch.last : stretch.first);
      return true;
    },
    toKeyframe(step) {
      const found = endsOfSelected(step);
      if (found.length > 0) void player.seek(step > 0 ? Math.min(...found) : Math.max(...found));
      return true;
    },
    togglePlay(direction) {
      player.toggle(direction);
      return true;
    },
    changeSpeed(by) {
      player.changeSpeed(by);
      return true;
    },
    loop: turnLoop,
    jump() {
      desk.focusFrame();
      return true;
    },
    toggleKeyframe: () =>
      changeTracks((track) => (hasKeyframe(track, frame) ? removeKeyframe(track, frame) : addKeyframe(track, frame))),
    toggleOutside: () => changeTracks((track) => toggleOutside(track, frame)),
    hold: () => changeTracks((track) => holdShape(track, frame, LEAP, stretch)),
    trim: (side) =>
      edit(() => {
        const events = selectedEvents.map((event) =>
          moveEventEnd(event, side === "before" ? "start" : "end", frame, stretch),
        );
        if (events.length > 0) desk.dispatch(events.map(put));
        else changeTracks((track) => (side === "before" ? trimBefore(track, frame) : trimAfter(track, frame, stretch)));
      }),
    split: () =>
      edit(() => {
        const [track] = selectedTracks;
        const halves = track ? splitTrack(track, frame, crypto.randomUUID()) : null;
        if (!track) return desk.say({ text: "chooseTrack" });
        if (!halves) return desk.say({ text: "nothingHere" });
        desk.dispatch(halves.map(put));
        desk.select([halves[1].uuid]);
      }),
    merge: () =>
      edit(() => {
        const [one, other] = selectedTracks;
        const merged = one && other && selectedTracks.length === 2 ? mergeTracks(one, other) : null;
        if (!one || !other || !merged) return desk.say({ text: "chooseTwo" });
        desk.dispatch([put(merged.track), ...removalOps(desk.answer, [other.uuid])]);
        desk.select([one.uuid]);
        if (merged.hadOverlap) desk.say({ text: "mergedOverlap" });
      }),
    event: () =>
      edit(() => {
        const begun = desk.pendingEvent;
        desk.setPendingEvent(begun === null && desk.eventLabel !== null ? frame : null);
        if (begun !== null) addEvent(begun, frame);
        else if (desk.eventLabel === null) desk.say({ text: "noEventLabel" });
        else desk.say({ text: "eventBegun", values: { frame } });
      }),
    moment: () => edit(() => addEvent(frame, frame)),
    shift: (by) =>
      edit(() => {
        const events = selectedEvents.map((event) => moveEvent(event, by, stretch));
        const tracks = selectedTracks.map((track) => moveKeyframe(track, frame, frame + by, stretch));
        const moved = tracks.filter((track, index) => track !== selectedTracks[index]);
        if (events.length + moved.length === 0) return desk.say({ text: "nothingHere" });
        desk.dispatch([...events, ...moved].map(put));
        void player.step(by);
      }),
    extend(step) {
      const uuids = desk.answer.annotations.toSorted(byTime).map(({ uuid }) => uuid);
      const next = uuids[uuids.indexOf(desk.selection.at(-1) ?? "") + step];
      if (next && !desk.selection.includes(next)) desk.select([...desk.selection, next]);
      return true;
    },
    zoomTimeline(factor) {
      desk.timeline?.zoomBy(factor);
      return true;
    },
    fitTimeline() {
      desk.timeline?.fit();
      return true;
    },
    fitPicture() {
      desk.canvas?.fit();
      return true;
    },
    follow: (direction) => onBox((track) => desk.follow(track, direction)),
    askToFollow() {
      const { askToFollow } = desk;
      return askToFollow ? onBox(askToFollow) : edit(() => desk.say({ text: "noTracker" }));
    },
  };
}
