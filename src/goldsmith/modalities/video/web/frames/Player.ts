/** The playhead: where it is, how it plays, and the one clock that moves it. */
import type { FrameIndex } from "./FrameIndex";
import type { Direction, Frames } from "./Frames";
import type { Stretch } from "./stretch";

export type Loop = Stretch;

export interface PlayerState {
  /** The frame whose picture is on screen. */
  readonly frame: number;
  readonly isPlaying: boolean;
  readonly direction: Direction;
  readonly speed: number;
  readonly loop: Loop | null;
}

export type ShowPicture = (picture: ImageBitmap, frame: number) => void;

export const SPEEDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 4] as const;

export class Player {
  /** It never leaves these frames. */
  readonly stretch: Stretch;
  private state_: PlayerState;
  private readonly frames: Frames;
  private readonly show: ShowPicture;
  private readonly fail: (error: unknown) => void;
  private readonly listeners = new Set<(state: PlayerState) => void>();
  /** Where the clock was set: seconds of the page, and of the video. */
  private clock: { readonly page: number; readonly video: number } = { page: 0, video: 0 };
  private timer = 0;
  /** The frame that was asked for last; the picture may still be on its way. */
  private asked: number;

  constructor(frames: Frames, stretch: Stretch, show: ShowPicture, fail: (error: unknown) => void) {
    this.frames = frames;
    this.stretch = stretch;
    this.asked = stretch.first;
    this.state_ = { frame: stretch.first, isPlaying: false, direction: 1, speed: 1, loop: null };
    this.show = show;
    this.fail = fail;
  }

  get state(): PlayerState {
    return this.state_;
  }

  get index(): FrameIndex {
    return this.frames.index;
  }

  subscribe = (listener: (state: PlayerState) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  dispose(): void {
    cancelAnimationFrame(this.timer);
    this.listeners.clear();
  }

  /** Go to a frame and stop there. Resolves when its picture is on screen, or another was asked for. */
  async seek(frame: number): Promise<void> {
    this.pause();
    await this.go(frame);
  }

  /** From where the person wants to be, which may be ahead of the picture while it is decoded. */
  step(by: number): Promise<void> {
    return this.seek(this.asked + by);
  }

  play(direction: Direction = 1): void {
    const { frame, loop } = this.state_;
    const [first, last] = [loop?.first ?? this.stretch.first, loop?.last ?? this.stretch.last];
    const isAtEnd = direction > 0 ? frame >= last : frame <= first;
    const isOutside = frame < first || frame > last;
    if (isAtEnd || isOutside) void this.go(direction > 0 ? first : last);
    this.set({ isPlaying: true, direction });
    this.setClock(this.index.timeOf(this.asked));
    this.frames.follow(this.asked, direction, true);
    this.schedule();
  }

  pause(): void {
    if (!this.state_.isPlaying) return;
    cancelAnimationFrame(this.timer);
    this.set({ isPlaying: false });
    this.frames.follow(this.state_.frame, this.state_.direction, false);
  }

  toggle(direction: Direction = 1): void {
    if (this.state_.isPlaying && this.state_.direction === direction) this.pause();
    else this.play(direction);
  }

  setSpeed(speed: number): void {
    this.setClock(this.index.timeOf(this.state_.frame));
    this.set({ speed });
  }

  changeSpeed(by: 1 | -1): void {
    const at = SPEEDS.findIndex((speed) => speed >= this.state_.speed);
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))] as number);
  }

  setLoop(loop: Loop | null): void {
    this.set({ loop });
  }

  private async go(frame: number): Promise<void> {
    const target = Math.max(this.stretch.first, Math.min(this.stretch.last, frame));
    const direction: Direction = target < this.asked ? -1 : 1;
    this.asked = target;
    this.frames.follow(target, direction, false);
    try {
      const picture = await this.frames.at(target);
      if (picture && this.asked === target) this.display(picture, target);
    } catch (error) {
      this.fail(error);
    }
  }

  private display(picture: ImageBitmap, frame: number): void {
    this.show(picture, frame);
    this.set({ frame });
  }

  private schedule(): void {
    cancelAnimationFrame(this.timer);
    this.timer = requestAnimationFrame((milliseconds) => this.tick(milliseconds / 1000));
  }

  private tick(now: number): void {
    if (!this.state_.isPlaying) return;
    const due = this.dueFrame(now);
    if (due === null) this.pause();
    else this.showDue(due);
  }

  private showDue(due: number): void {
    const picture = this.frames.peek(due);
    if (due !== this.state_.frame && picture) {
      this.asked = due;
      this.frames.follow(due, this.state_.direction, true);
      this.display(picture, due);
    } else if (due !== this.state_.frame) {
      // The decoder is behind: the clock waits for it, so that no frame is passed over unseen.
      this.setClock(this.index.timeOf(this.state_.frame));
      this.frames.at(due).catch(this.fail);
    }
    this.schedule();
  }

  /** The frame that the clock says; around the loop if there is one; null at the end. */
  private dueFrame(now: number): number | null {
    const { direction, speed, loop } = this.state_;
    if (this.clock.page === 0) this.clock = { ...this.clock, page: now };
    const time = this.clock.video + direction * speed * (now - this.clock.page);
    const [first, last] = [loop?.first ?? this.stretch.first, loop?.last ?? this.stretch.last];
    const start = this.index.timeOf(first);
    const end = this.index.timeOf(last) + this.index.durationOf(last);
    if (time >= start && time < end) return Math.max(first, Math.min(last, this.index.frameAt(time)));
    if (!loop) return this.atEnd(direction > 0 ? last : first);
    this.setClock(direction > 0 ? start : this.index.timeOf(last));
    return direction > 0 ? first : last;
  }

  /** The last frame is shown before playing ends, however late the clock was read. */
  private atEnd(end: number): number | null {
    return this.state_.frame === end ? null : end;
  }

  /** `page` 0: from the next tick on. */
  private setClock(video: number): void {
    this.clock = { page: 0, video };
  }

  private set(change: Partial<PlayerState>): void {
    this.state_ = { ...this.state_, ...change };
    for (const listener of this.listeners) listener(this.state_);
  }
}
