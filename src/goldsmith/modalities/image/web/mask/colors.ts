/** Reads the colours of a picture in tiles, each once, so that no stroke reads the whole picture. */
import { drawGround, type Picture } from "../pictureLayer";
import { TiledPicture } from "../TiledPicture";
import type { Frame } from "./bitmap";
import type { Patch } from "./wand";

const SIDE = 512;
/** Tiles of one megabyte each. */
const MOST_TILES = 64;

/** Throws SecurityError where the picture comes from another origin that does not let it be read. */
export class PictureColors {
  private readonly tiles = new Map<string, Uint32Array>();
  private readonly picture: Picture;
  private readonly context: CanvasRenderingContext2D;

  constructor(picture: Picture) {
    this.picture = picture;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: SIDE, height: SIDE });
    this.context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  }

  /** The colours in a window, which lies inside the picture. */
  read(frame: Frame): Patch {
    const colors = new Uint32Array(frame.width * frame.height);
    const [right, bottom] = [frame.left + frame.width, frame.top + frame.height];
    for (let y = Math.floor(frame.top / SIDE) * SIDE; y < bottom; y += SIDE) {
      for (let x = Math.floor(frame.left / SIDE) * SIDE; x < right; x += SIDE) {
        this.copyTile({ ...frame, colors }, x, y);
      }
    }
    return { ...frame, colors };
  }

  private copyTile(patch: Patch, tileX: number, tileY: number): void {
    const tile = this.tileAt(tileX, tileY);
    const [from, to] = [Math.max(tileX, patch.left), Math.min(tileX + SIDE, patch.left + patch.width)];
    const lastRow = Math.min(tileY + SIDE, patch.top + patch.height);
    for (let y = Math.max(tileY, patch.top); y < lastRow; y += 1) {
      const start = (y - tileY) * SIDE;
      const row = tile.subarray(start + from - tileX, start + to - tileX);
      patch.colors.set(row, (y - patch.top) * patch.width + from - patch.left);
    }
  }

  private tileAt(x: number, y: number): Uint32Array {
    const key = `${x} ${y}`;
    const tile = this.tiles.get(key) ?? this.readTile(x, y);
    // Of a tiled picture more may be there the next time.
    if (this.picture instanceof TiledPicture) return tile;
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    for (const oldest of [...this.tiles.keys()].slice(0, -MOST_TILES)) this.tiles.delete(oldest);
    return tile;
  }

  private readTile(x: number, y: number): Uint32Array {
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, SIDE, SIDE);
    drawGround(this.context, { scale: 1, left: -x, top: -y }, this.picture);
    return new Uint32Array(this.context.getImageData(0, 0, SIDE, SIDE).data.buffer);
  }
}
