/** A box is followed through the frames: by its look, here, or by a model that is asked. One at a time. */
import type { Assist, Note } from "@goldsmith/editors";
import { useEffect, useRef } from "react";
import type { Player } from "../frames/Player";
import { geometryAt } from "../tracks/interpolate";
import { isTrack, type Track } from "../tracks/shapes";
import { followBox } from "./follow";
import { type Box, withSightings } from "./sightings";
import { withTold } from "./told";

interface FollowingDesk {
  readonly player: Player;
  /** What is on screen, in pixels of the video. */
  readonly picture: HTMLCanvasElement;
  /** The tracks as they are now. */
  readonly byUuid: ReadonlyMap<string, Track>;
  /** Null where no model can be asked. */
  readonly assist: Assist | null;
  propose(track: Track): void;
  say(note: Note): void;
}

export interface Following {
  follow(track: Track, direction: 1 | -1): void;
  /** Null where no model can be asked. */
  readonly ask: ((track: Track) => void) | null;
  isGoing(): boolean;
  stop(): void;
}

export function useFollowing(desk: FollowingDesk): Following {
  const { player, picture, assist } = desk;
  const { frame } = player.state;
  // What comes back is for the tracks and the status line of that moment, not of the one it was asked at.
  const latest = useRef(desk);
  latest.current = desk;
  const say: FollowingDesk["say"] = (note) => latest.current.say(note);
  const trackNow = ({ uuid }: Track) => latest.current.byUuid.get(uuid);
  const going = useRef<AbortController | null>(null);
  const stop = () => going.current?.abort();
  useEffect(() => stop, []);

  function begin(): AbortController {
    stop();
    going.current = new AbortController();
    return going.current;
  }

  function end(begun: AbortController): void {
    if (going.current === begun) going.current = null;
  }

  async function ask(asked: Assist, track: Track, box: Box): Promise<void> {
    player.pause();
    const begun = begin();
    say({ text: "asking" });
    try {
      const { left, top, width, height } = box;
      const prompt = { label: track.label, points: [], box: { left, top, width, height }, frame };
      const shape = await asked.ask(prompt, { signal: begun.signal, onLooking: () => say({ text: "asking" }) });
      const current = trackNow(track);
      const told = current && shape && isTrack(shape) ? withTold(current, shape.keyframes, frame) : null;
      if (told) latest.current.propose(told);
      const keyframes = told && current ? told.keyframes.length - current.keyframes.length : 0;
      say(told ? { text: "told", values: { keyframes } } : { text: "toldNothing" });
    } catch (error) {
      if (!begun.signal.aborted) say({ text: "askFailed", values: { reason: (error as Error).message } });
    } finally {
      end(begun);
    }
  }

  async function follow(track: Track, direction: 1 | -1, box: Box): Promise<void> {
    const onProgress = (at: number, share: number) =>
      say({ text: "following", values: { frame: at, percent: Math.round(100 * share) } });
    const begun = begin();
    try {
      const { signal } = begun;
      const { sightings, frames, isLost } = await followBox({
        player,
        picture,
        track,
        box,
        direction,
        signal,
        onProgress,
      });
      const current = trackNow(track);
      if (current && frames > 0) latest.current.propose(withSightings(current, sightings));
      say({ text: isLost ? "followEnded" : "followDone", values: { frames } });
    } catch {
      say({ text: "followFailed" });
    } finally {
      end(begun);
    }
  }

  /** Where the box is at this frame, if it is there at all. */
  function onBox(track: Track, work: (box: Box) => Promise<void>): void {
    const box = geometryAt(track, frame);
    if (box) void work(box as Box);
    else say({ text: "nothingHere" });
  }

  return {
    follow: (track, direction) => onBox(track, (box) => follow(track, direction, box)),
    ask: assist && ((track) => onBox(track, (box) => ask(assist, track, box))),
    isGoing: () => going.current !== null,
    stop,
  };
}
