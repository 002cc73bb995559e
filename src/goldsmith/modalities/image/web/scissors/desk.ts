/** What the tool for intelligent scissors may ask, and what answers it: the picture in sight and a worker. */
import { containsFrame, type Frame, frameAround } from "../mask/bitmap";
import type { Point, Size } from "../points";
import type { Answering } from "../sight/Answering";
import type { Sight } from "../sight/Sight";
import { type Outlook, outlookOn, withMargin } from "../sight/view";
import type { Trace } from "./tracing";

export interface ScissorsDesk {
  /**
   * The line along the picture's edges from one place to another; from nowhere, only the place where it would begin.
   * `to` is drawn to the best edge within `reach` picture pixels. Rejects with a sentence for the person.
   */
  trace(from: Point | null, to: Point, reach: number): Promise<readonly Point[]>;
}

/** What is in sight of a picture, and how large it is there. */
export interface InSight {
  readonly size: Size;
  readonly frame: Frame;
  /** Screen pixels for each of the picture's. */
  readonly magnification: number;
}

/** Pixels that edges are looked for among. */
const MOST_PIXELS = 1_000_000;
/** The share of what is in sight that is looked at beside it. */
const MARGIN = 0.1;
/** From this zoom on the picture is read anew, finer or coarser. */
const OTHER_SCALE = 1.5;

/** Reads the picture only when what is asked for lies outside what was read last, or looks different by now. */
export class SeenEdges implements ScissorsDesk {
  private readonly sight: Sight;
  private readonly inSight: () => InSight | null;
  private readonly answering: Answering<Trace, readonly Point[]>;
  private outlook: Outlook | null = null;
  private version = -1;

  constructor(sight: Sight, inSight: () => InSight | null, answering: Answering<Trace, readonly Point[]>) {
    this.sight = sight;
    this.inSight = inSight;
    this.answering = answering;
  }

  async trace(from: Point | null, to: Point, reach: number): Promise<readonly Point[]> {
    const wanted = this.wantedFor(from ? [from, to] : [to]);
    if (this.isSeen(wanted)) return this.answering.ask({ from, to, reach });
    const version = this.sight.version;
    const view = await this.sight.read(outlookOn(wanted.frame, wanted.scale, MOST_PIXELS));
    [this.outlook, this.version] = [view, version];
    return this.answering.ask({ view, from, to, reach });
  }

  private wantedFor(places: readonly Point[]): Outlook & { readonly needed: Frame } {
    const needed = places.map(pixelAt).reduce(frameAround);
    const inSight = this.inSight();
    if (!inSight) return { frame: needed, scale: 1, needed };
    const { frame, magnification, size } = inSight;
    const whole = frameAround(withMargin(frame, MARGIN * Math.max(frame.width, frame.height), size), needed);
    return { ...outlookOn(withMargin(whole, 0, size), magnification, MOST_PIXELS), needed };
  }

  private isSeen({ scale, needed }: Outlook & { readonly needed: Frame }): boolean {
    if (!this.outlook || this.version !== this.sight.version) return false;
    const zoom = scale / this.outlook.scale;
    return containsFrame(this.outlook.frame, needed) && zoom < OTHER_SCALE && zoom > 1 / OTHER_SCALE;
  }
}

function pixelAt({ x, y }: Point): Frame {
  return { left: Math.floor(x), top: Math.floor(y), width: 1, height: 1 };
}
