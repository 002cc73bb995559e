/** Plays a recording: at any speed with its pitch kept, in loops, one channel alone. Knows nothing of React. */
import { clamp } from "../regions/operations";
import type { Stretch } from "../regions/shapes";

export interface PlayerState {
  readonly time: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly loop: Stretch | null;
  /** The channel that is heard alone; null for all. */
  readonly channel: number | null;
}

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

export class Player {
  /** Where it begins, and begins again. */
  private readonly stretch: Stretch;
  /** What can be heard: nothing before and after it. */
  private readonly heard: Stretch;
  readonly channels: number;
  state: PlayerState;
  private readonly url: string;
  private readonly audio = new Audio();
  private readonly listeners = new Set<() => void>();
  private readonly onFailure: () => void;
  private routing: { context: AudioContext; gains: readonly GainNode[] } | null = null;
  private stopAt: number | null = null;
  private timer = 0;

  constructor(
    url: string,
    channels: number,
    { stretch, heard }: { readonly stretch: Stretch; readonly heard: Stretch },
    onFailure: () => void,
  ) {
    this.stretch = stretch;
    this.heard = heard;
    this.channels = channels;
    this.onFailure = onFailure;
    this.state = { time: stretch.start, isPlaying: false, speed: 1, loop: null, channel: null };
    this.url = url;
    this.audio.preload = "metadata";
    this.audio.preservesPitch = true;
  }

  /** Fetch and be ready; what `close` closed can be opened again. */
  open(): void {
    this.audio.addEventListener("error", this.fail);
    this.audio.addEventListener("ended", this.stop);
    this.audio.addEventListener("pause", this.stop);
    this.audio.addEventListener("timeupdate", this.tick);
    this.audio.src = this.url;
    this.audio.currentTime = this.state.time;
  }

  close(): void {
    cancelAnimationFrame(this.timer);
    this.audio.removeEventListener("error", this.fail);
    this.audio.removeEventListener("ended", this.stop);
    this.audio.removeEventListener("pause", this.stop);
    this.audio.removeEventListener("timeupdate", this.tick);
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    void this.routing?.context.close();
    this.stop();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** `until`: where to stop by itself. */
  play(until: number | null = null): void {
    this.stopAt = until;
    const end = until ?? this.heard.end;
    if (this.state.time >= end - 0.01) this.seek(this.state.loop?.start ?? this.stretch.start);
    this.audio.playbackRate = this.state.speed;
    void this.routing?.context.resume();
    this.audio.play().then(
      () => this.set({ isPlaying: true }),
      (error: Error) => error.name !== "AbortError" && this.fail(),
    );
    this.set({ isPlaying: true });
    cancelAnimationFrame(this.timer);
    this.timer = requestAnimationFrame(this.follow);
  }

  pause(): void {
    this.audio.pause();
    this.stop();
  }

  toggle(): void {
    if (this.state.isPlaying) this.pause();
    else this.play();
  }

  /** From its beginning to its end, once. */
  playStretch({ start, end }: Stretch): void {
    this.seek(start);
    this.play(end);
  }

  seek(time: number): void {
    const to = clamp(time, this.heard);
    this.audio.currentTime = to;
    if (this.stopAt !== null && to >= this.stopAt) this.stopAt = null;
    this.set({ time: to });
  }

  setSpeed(speed: number): void {
    this.audio.playbackRate = speed;
    this.set({ speed });
  }

  changeSpeed(by: 1 | -1): void {
    const next = SPEEDS[SPEEDS.indexOf(this.state.speed) + by];
    if (next) this.setSpeed(next);
  }

  setLoop(loop: Stretch | null): void {
    this.set({ loop });
  }

  /** Hear one channel alone, or all of them. */
  hear(channel: number | null): void {
    this.routing ??= this.route();
    for (const [number, gain] of this.routing.gains.entries()) {
      gain.gain.value = channel === null ? 1 / this.channels : Number(number === channel);
    }
    this.set({ channel });
  }

  /** Every channel on a way of its own, mixed into the middle. */
  private route(): { context: AudioContext; gains: readonly GainNode[] } {
    const context = new AudioContext();
    const source = context.createMediaElementSource(this.audio);
    const splitter = context.createChannelSplitter(this.channels);
    source.connect(splitter);
    const gains = Array.from({ length: this.channels }, (_, channel) => {
      const gain = context.createGain();
      gain.channelCount = 1;
      gain.channelCountMode = "explicit";
      splitter.connect(gain, channel);
      gain.connect(context.destination);
      return gain;
    });
    if (this.state.isPlaying) void context.resume();
    return { context, gains };
  }

  private readonly follow = (): void => {
    this.tick();
    if (this.state.isPlaying) this.timer = requestAnimationFrame(this.follow);
  };

  /** Also told by the element itself, as pages that nobody sees are not animated. */
  private readonly tick = (): void => {
    if (!this.state.isPlaying) return;
    const { currentTime } = this.audio;
    const { loop } = this.state;
    if (this.stopAt !== null && currentTime >= this.stopAt) {
      const end = this.stopAt;
      this.pause();
      this.seek(end);
    } else if (loop && currentTime >= loop.end) this.seek(loop.start);
    else if (currentTime >= this.heard.end) {
      this.pause();
      this.seek(this.heard.end);
    } else this.set({ time: currentTime });
  };

  private readonly stop = (): void => {
    this.stopAt = null;
    if (this.state.isPlaying) this.set({ isPlaying: false });
  };

  private readonly fail = (): void => {
    this.stop();
    this.onFailure();
  };

  private set(changes: Partial<PlayerState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}
