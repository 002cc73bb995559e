/** Seconds really worked: a pause longer than a minute stops the clock after that minute. */
const LONGEST_PAUSE_MS = 60_000;

export class ActiveTimer {
  private worked = 0;
  private lastActive: number;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.lastActive = now();
  }

  /** Something was done: a key, a click, a scroll. */
  touch(): void {
    const at = this.now();
    this.worked += Math.min(at - this.lastActive, LONGEST_PAUSE_MS);
    this.lastActive = at;
  }

  get seconds(): number {
    const running = Math.min(this.now() - this.lastActive, LONGEST_PAUSE_MS);
    return (this.worked + running) / 1000;
  }

  get isIdle(): boolean {
    return this.now() - this.lastActive > LONGEST_PAUSE_MS;
  }

  restart(): void {
    this.worked = 0;
    this.lastActive = this.now();
  }
}

export function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${String(whole % 60).padStart(2, "0")}`;
}
