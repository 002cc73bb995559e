/**
 * Any frame of a video, soon: decodes a group of pictures once, keeps what lies around the playhead, and works ahead in
 * the direction of travel.
 */
import { FrameCache } from "./FrameCache";
import type { DecodedFrame, FrameDecoder, FrameSize } from "./FrameDecoder";
import type { FrameIndex } from "./FrameIndex";

export type Direction = 1 | -1;

interface Wanted {
  readonly frame: number;
  readonly settle: (picture: ImageBitmap | null) => void;
  readonly fail: (error: unknown) => void;
}

/** A decoder under way: the next frame it will give. */
interface Run {
  readonly frames: AsyncGenerator<DecodedFrame, void, unknown>;
  next: number;
}

const BUDGET_BYTES = 300_000_000;
/** Decoded ahead of the playhead while it rests; more while it moves. */
const AHEAD_AT_REST = 8;
const AHEAD_IN_PLAY = 40;
/** Of what is decoded on the way to a frame that somebody waits for, so many pictures are kept, for a step or two back. */
const KEPT_ON_THE_WAY = 2;
/** Drawing what comes next would hold up the picture that was waited for: it is painted first. */
const PAINT_MS = 20;

export class Frames {
  readonly index: FrameIndex;
  readonly size: FrameSize;
  private readonly decoder: FrameDecoder;
  private readonly cache: FrameCache;
  private wanted: Wanted | null = null;
  private run: Run | null = null;
  private playhead = 0;
  private direction: Direction = 1;
  private isPlaying = false;
  private isPumping = false;
  private isDisposed = false;
  private goOn: (() => void) | null = null;

  constructor(decoder: FrameDecoder, budgetBytes = BUDGET_BYTES) {
    this.decoder = decoder;
    this.index = decoder.index;
    this.size = decoder.size;
    this.cache = new FrameCache(budgetBytes, decoder.size);
  }

  /** The picture if it is here already. */
  peek(frame: number): ImageBitmap | null {
    return this.cache.get(frame);
  }

  /** The picture of a frame; null when a later call overtook this one. It belongs to the cache: draw it at once. */
  at(frame: number): Promise<ImageBitmap | null> {
    this.playhead = this.index.clamp(frame);
    this.wanted?.settle(null);
    this.wanted = null;
    const known = this.cache.get(this.playhead);
    if (known) {
      this.pump();
      return Promise.resolve(known);
    }
    const found = new Promise<ImageBitmap | null>((settle, fail) => {
      this.wanted = { frame: this.playhead, settle, fail };
    });
    this.goOn?.();
    this.pump();
    return found;
  }

  /** Say where the eye is and where it goes, so that the next frames are there in time. */
  follow(frame: number, direction: Direction, isPlaying: boolean): void {
    this.playhead = this.index.clamp(frame);
    this.direction = direction;
    this.isPlaying = isPlaying;
    this.pump();
  }

  dispose(): void {
    this.isDisposed = true;
    this.wanted?.settle(null);
    this.wanted = null;
    this.cache.clear();
    if (!this.isPumping) this.stop();
  }

  private pump(): void {
    if (this.isPumping || this.isDisposed) return;
    this.isPumping = true;
    this.decodeGoals()
      .catch((error: unknown) => this.giveUp(error))
      .finally(() => {
        this.isPumping = false;
        if (this.isDisposed) this.stop();
        else if (this.wanted) this.pump();
      });
  }

  private async decodeGoals(): Promise<void> {
    for (let goal = await this.nextGoal(); goal !== null && !this.isDisposed; goal = await this.nextGoal()) {
      const run = await this.runTowards(goal);
      const { value, done } = await run.frames.next();
      if (done || value.frame > goal) throw new Error(`frame ${goal} is missing`);
      run.next = value.frame + 1;
      const isAwaited = this.receive(value);
      if (run.next > this.index.last) this.endRun();
      if (isAwaited && !this.isPlaying) await this.letPaint();
    }
  }

  private async nextGoal(): Promise<number | null> {
    if (this.wanted) return this.wanted.frame;
    return this.direction > 0 ? this.goalAhead() : this.goalBehind();
  }

  private goalAhead(): number | null {
    const reach = Math.min(this.isPlaying ? AHEAD_IN_PLAY : AHEAD_AT_REST, this.half);
    const until = Math.min(this.playhead + reach, this.index.last);
    return this.firstMissing(this.playhead, until);
  }

  /** Backwards, whole stretches are decoded forwards and then walked in reverse. */
  private async goalBehind(): Promise<number | null> {
    const reach = Math.min(this.isPlaying ? AHEAD_IN_PLAY : AHEAD_AT_REST, this.half);
    for (let frame = this.playhead; frame >= Math.max(0, this.playhead - reach); frame -= 1) {
      if (this.cache.has(frame)) continue;
      const key = await this.decoder.keyFrameBefore(frame);
      return this.firstMissing(Math.max(key, this.playhead - this.half, 0), frame);
    }
    return null;
  }

  private firstMissing(from: number, until: number): number | null {
    for (let frame = from; frame <= until; frame += 1) if (!this.cache.has(frame)) return frame;
    return null;
  }

  /** The decoder under way if it leads there soonest, else one from the key frame before. */
  private async runTowards(goal: number): Promise<Run> {
    const key = await this.decoder.keyFrameBefore(goal);
    if (this.run && this.run.next <= goal && this.run.next >= key) return this.run;
    this.stop();
    this.run = { frames: this.decoder.framesFrom(key), next: key };
    return this.run;
  }

  /** Until the screen had its turn, or somebody waits again. */
  private letPaint(): Promise<void> {
    return new Promise((goOn) => {
      this.goOn = goOn;
      setTimeout(goOn, PAINT_MS);
    });
  }

  /** Whether somebody waited for it. */
  private receive(decoded: DecodedFrame): boolean {
    const { frame } = decoded;
    const behind = this.wanted ? Math.min(KEPT_ON_THE_WAY, this.half) : this.half;
    const isNear = frame >= this.playhead - behind && frame <= this.playhead + this.half;
    if (this.isDisposed || !isNear || this.cache.has(frame)) decoded.drop();
    else this.cache.put(frame, decoded.picture(), this.playhead);
    // Another one may have been asked for meanwhile: then this was decoded on the way to the one before.
    if (this.wanted?.frame !== frame) return false;
    this.wanted.settle(this.cache.get(frame));
    this.wanted = null;
    return true;
  }

  private giveUp(error: unknown): void {
    this.stop();
    this.wanted?.fail(error);
    this.wanted = null;
  }

  private endRun(): void {
    this.stop();
  }

  private stop(): void {
    void this.run?.frames.return();
    this.run = null;
    if (this.isDisposed) this.decoder.dispose();
  }

  private get half(): number {
    return Math.floor((this.cache.capacity - 1) / 2);
  }
}
