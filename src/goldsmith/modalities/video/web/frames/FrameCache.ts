/** Pictures of frames within a budget of memory; those farthest from the playhead leave first. */

const BYTES_PER_PIXEL = 4;

export class FrameCache {
  /** So many pictures fit. */
  readonly capacity: number;
  private readonly pictures = new Map<number, ImageBitmap>();

  constructor(budgetBytes: number, { width, height }: { readonly width: number; readonly height: number }) {
    this.capacity = Math.max(4, Math.floor(budgetBytes / (width * height * BYTES_PER_PIXEL || 1)));
  }

  get size(): number {
    return this.pictures.size;
  }

  has(frame: number): boolean {
    return this.pictures.has(frame);
  }

  get(frame: number): ImageBitmap | null {
    return this.pictures.get(frame) ?? null;
  }

  /** Keep a picture; `around` says which frames are near. */
  put(frame: number, picture: ImageBitmap, around: number): void {
    this.drop(frame);
    this.pictures.set(frame, picture);
    while (this.pictures.size > this.capacity) this.drop(farthest(this.pictures.keys(), around));
  }

  clear(): void {
    for (const frame of [...this.pictures.keys()]) this.drop(frame);
  }

  private drop(frame: number): void {
    this.pictures.get(frame)?.close();
    this.pictures.delete(frame);
  }
}

function farthest(frames: Iterable<number>, around: number): number {
  let [found, distance] = [-1, -1];
  for (const frame of frames) {
    if (Math.abs(frame - around) > distance) [found, distance] = [frame, Math.abs(frame - around)];
  }
  return found;
}
