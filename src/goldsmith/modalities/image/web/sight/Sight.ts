/** Reads windows of the picture as it is shown: whole, tile by tile, through a window of gray values, or a video's frame. */
import { drawGround, type Ground } from "../pictureLayer";
import { TiledPicture } from "../TiledPicture";
import { type Outlook, rasterSize, type View } from "./view";

export class Sight {
  /** Changes whenever the picture looks different. */
  version = 0;
  private readonly ground: Ground;
  private readonly unreadable: string;

  /** `unreadable`: what to say where the picture comes from another origin that does not let it be read. */
  constructor(ground: Ground, unreadable: string) {
    this.ground = ground;
    this.unreadable = unreadable;
  }

  /** Follow what the picture tells of itself; returns the way out. */
  watch(): () => void {
    return this.ground instanceof TiledPicture ? this.ground.watch(() => this.change()) : () => undefined;
  }

  /** The picture shows something else now. */
  change(): void {
    this.version += 1;
  }

  async read(outlook: Outlook): Promise<View> {
    const { frame, scale } = outlook;
    const placement = { scale, left: -frame.left * scale, top: -frame.top * scale };
    const { width, height } = rasterSize(outlook);
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
    context.imageSmoothingQuality = "high";
    const { ground } = this;
    if (ground instanceof TiledPicture) {
      await ground.load(frame, scale);
      ground.drawLoaded(context, placement);
    } else drawGround(context, placement, ground);
    return { ...outlook, raster: { width, height, colors: this.colorsOf(context) } };
  }

  private colorsOf(context: CanvasRenderingContext2D): Uint32Array {
    const { width, height } = context.canvas;
    try {
      return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    } catch (error) {
      if (error instanceof DOMException) throw new Error(this.unreadable);
      throw error;
    }
  }
}
