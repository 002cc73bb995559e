/** What the keys and buttons of the audio editor do. */
import { type EditorProps, type Note, type Op, removalOps } from "@goldsmith/editors";
import { type AudioCommands, NUDGE } from "./keys";
import { exact, mergeRegions, moveEnd, moveRegion, splitRegion, stretchBetween } from "./regions/operations";
import { byTime, isRegion, type Region, type Stretch } from "./regions/shapes";
import type { Player } from "./sound/Player";
import type { Proposal, Unheard } from "./sound/speech";
import type { Written } from "./TranscriptField";
import { showTime } from "./time";
import type { Wave } from "./wave/Wave";

/** More than somebody would look through at once; the next ones come when asked again. */
const MOST_PROPOSED = 2_000;

/** What a machine heard, and what not. */
export interface Heard {
  readonly isComing: boolean;
  readonly proposals: readonly Proposal[];
  readonly unheard: Unheard | null;
  readonly unheardFrom: number | null;
}

export interface Desk {
  readonly props: EditorProps;
  readonly player: Player;
  /** What may be labeled. */
  readonly stretch: Stretch;
  readonly wave: Wave | null;
  readonly shown: () => Stretch;
  readonly pending: number | null;
  setPending(time: number | null): void;
  say(note: Note): void;
  mark(stretch: Stretch): boolean;
  readonly heard: Heard;
  /** Whether there is a label to mark with. */
  readonly canPropose: boolean;
  /** Mark a stretch for the person to accept; tells whether its region holds words. */
  propose(proposal: Proposal): boolean;
  readonly written: Written | null;
  focusTime(): void;
  focusField(): boolean;
  focusCanvas(): void;
  /** Where the caret stands in the field of the selected region; null outside of it. */
  caret(): number | null;
  toggleSpectrum(): void;
  toggleSplit(): void;
}

export function makeCommands(desk: Desk): AudioCommands {
  const { props, player, stretch, wave } = desk;
  const { answer, readOnly, dispatch, onSelect } = props;
  const regions = answer.annotations.filter(isRegion);
  const selected = regions.filter(({ uuid }) => props.selection.includes(uuid)).toSorted(byTime);
  const here = () => exact(player.state.time);

  function edit(change: (region: Region) => Region): boolean {
    if (readOnly) return true;
    if (selected.length === 0) desk.say({ text: "chooseRegion" });
    else dispatch(selected.map((region): Op => ({ op: "put", annotation: change(region) })));
    return true;
  }

  /** A region wherever somebody may speak and none is yet. */
  function proposeRegions(): Note {
    const free = desk.heard.proposals.flatMap((each) => {
      const within = stretchBetween(each.start, each.end, stretch);
      const isTaken = within && regions.some(({ start, end }) => start < within.end && within.start < end);
      return within && !isTaken ? [{ ...each, ...within }] : [];
    });
    const now = free.slice(0, MOST_PROPOSED);
    const isSpoken = now.map((each) => desk.propose(each)).some((holdsWords) => holdsWords);
    if (free.length === 0) return { text: "noVoice" };
    const hasWords = isSpoken && now.some(({ transcript }) => transcript);
    const values = { count: now.length, time: showTime(desk.heard.unheardFrom ?? 0) };
    if (isSpoken && desk.heard.unheard) return { text: `proposed_${desk.heard.unheard}`, values };
    return { text: hasWords ? "proposedSaid" : "proposed", values };
  }

  /** All that was understood as the transcript of the whole recording, where none is written yet. */
  function proposeTranscript(): Note {
    const { written, heard } = desk;
    if (written?.of !== "recording") return { text: "noLabel" };
    const text = heard.proposals.flatMap(({ transcript }) => transcript || []).join(" ");
    if (written.text) return { text: "alreadyWritten" };
    if (!text) return { text: heard.unheard ? `unheard_${heard.unheard}` : "nothingUnderstood" };
    dispatch({ op: "set", name: written.name, value: text });
    const values = { time: showTime(heard.unheardFrom ?? 0) };
    return heard.unheard ? { text: `transcript_${heard.unheard}`, values } : { text: "transcriptProposed" };
  }

  function done(): true {
    return true;
  }

  return {
    togglePlay() {
      player.toggle();
      return done();
    },
    playRegion() {
      player.playStretch(over(selected) ?? desk.shown());
      return done();
    },
    step(seconds) {
      player.seek(player.state.time + seconds);
      return done();
    },
    toEnd(end) {
      player.seek(end < 0 ? stretch.start : stretch.end);
      return done();
    },
    toBorder(step) {
      const borders = regions.flatMap(({ start, end }) => [start, end]);
      const next = nextOf(borders, player.state.time, step);
      if (next !== null) player.seek(next);
      return done();
    },
    changeSpeed(by) {
      player.changeSpeed(by);
      return done();
    },
    loop() {
      const loop = player.state.loop ? null : (over(selected) ?? desk.shown());
      player.setLoop(loop);
      if (loop) player.seek(loop.start);
      return done();
    },
    jump() {
      desk.focusTime();
      return done();
    },
    mark() {
      if (readOnly) return true;
      if (desk.pending === null) {
        desk.setPending(here());
        desk.say({ text: "begun", values: { time: showTime(here()) } });
        return true;
      }
      const marked = stretchBetween(desk.pending, here(), stretch);
      desk.setPending(null);
      return marked ? desk.mark(marked) : true;
    },
    trim: (side) => edit((region) => moveEnd(region, side, here(), stretch)),
    nudge: (side, by) => edit((region) => moveEnd(region, side, exact(region[side] + by * NUDGE), stretch)),
    shift: (by) => edit((region) => moveRegion(region, by * NUDGE, stretch)),
    split() {
      const [region] = selected.filter(({ start, end }) => start < here() && here() < end);
      const halves = region && splitRegion(region, here(), desk.caret());
      if (readOnly) return true;
      if (!halves) desk.say({ text: selected.length > 0 ? "notHere" : "chooseRegion" });
      else {
        dispatch(halves.map((annotation): Op => ({ op: "put", annotation })));
        onSelect([halves[1].uuid]);
      }
      return true;
    },
    merge() {
      const together = selected.length === 1 ? withNext(selected[0] as Region, regions) : selected;
      const isOneTier = new Set(together.map(({ label, channel }) => `${label} ${channel}`)).size === 1;
      const merged = isOneTier ? mergeRegions(together) : null;
      if (readOnly) return true;
      if (!merged) desk.say({ text: "chooseMore" });
      else {
        const gone = together.map(({ uuid }) => uuid).filter((uuid) => uuid !== merged.uuid);
        dispatch([...removalOps(answer, gone), { op: "put", annotation: merged }]);
        onSelect([merged.uuid]);
      }
      return true;
    },
    proposeVoice() {
      if (readOnly) return true;
      if (desk.heard.isComing) desk.say({ text: "wordsComing" });
      else desk.say(desk.canPropose ? proposeRegions() : proposeTranscript());
      return true;
    },
    turnChannel() {
      const { channels } = player;
      if (channels === 1) desk.say({ text: "oneChannel" });
      else {
        const [first] = selected;
        const next = first ? turned(first.channel ?? null, channels) : null;
        edit(({ channel: _, ...region }) => (next === null ? region : { ...region, channel: next }) as Region);
        if (first)
          desk.say(next === null ? { text: "onAllChannels" } : { text: "onChannel", values: { number: next + 1 } });
      }
      return true;
    },
    write() {
      if (!desk.focusField()) desk.say({ text: "noWriting" });
      return true;
    },
    zoom(factor) {
      wave?.zoomBy(factor);
      return done();
    },
    zoomToRegion() {
      const stretched = over(selected);
      if (stretched) wave?.zoomTo(stretched);
      else desk.say({ text: "chooseRegion" });
      return true;
    },
    fit() {
      wave?.fit();
      return done();
    },
    toggleSpectrum() {
      desk.toggleSpectrum();
      return done();
    },
    toggleSplit() {
      if (player.channels === 1) desk.say({ text: "oneChannel" });
      else desk.toggleSplit();
      return true;
    },
    turnHearing() {
      if (player.channels === 1) desk.say({ text: "oneChannel" });
      else player.hear(turned(player.state.channel, player.channels));
      return true;
    },
    toRegion(step) {
      const next = neighbour(regions, selected, player.state.time, step);
      if (next) {
        onSelect([next.uuid]);
        player.seek(next.start);
      }
      return true;
    },
    leaveField() {
      desk.focusCanvas();
      return true;
    },
  };
}

/** From the first start to the last end; null of none. */
function over(regions: readonly Region[]): Stretch | null {
  if (regions.length === 0) return null;
  return { start: Math.min(...regions.map(({ start }) => start)), end: Math.max(...regions.map(({ end }) => end)) };
}

/** Channel 0, 1 …, then all (null), then from the beginning. */
function turned(channel: number | null, channels: number): number | null {
  const next = (channel ?? -1) + 1;
  return next < channels ? next : null;
}

function nextOf(times: readonly number[], from: number, step: 1 | -1): number | null {
  const beyond = times.filter((time) => (time - from) * step > 0.0005);
  return beyond.length > 0 ? (step > 0 ? Math.min(...beyond) : Math.max(...beyond)) : null;
}

function withNext(region: Region, regions: readonly Region[]): readonly Region[] {
  const next = regions
    .filter(({ label, channel, start, uuid }) => {
      const isSameTier = label === region.label && channel === region.channel;
      return isSameTier && uuid !== region.uuid && start >= region.start;
    })
    .toSorted(byTime)[0];
  return next ? [region, next] : [region];
}

function neighbour(
  regions: readonly Region[],
  selected: readonly Region[],
  time: number,
  step: 1 | -1,
): Region | undefined {
  const ordered = regions.toSorted(byTime);
  const [current] = selected;
  const at = current ? ordered.findIndex(({ uuid }) => uuid === current.uuid) : -1;
  if (at >= 0) return ordered[at + step];
  return step > 0 ? ordered.find(({ start }) => start >= time) : ordered.findLast(({ start }) => start < time);
}
