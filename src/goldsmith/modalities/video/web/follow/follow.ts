/** Follows a box frame by frame until it is lost, meets a keyframe, or somebody takes the playhead away. */
import type { Player } from "../frames/Player";
import type { Stretch } from "../frames/stretch";
import { neighbourKeyframe } from "../tracks/operations";
import type { Track } from "../tracks/shapes";
import { CONTEXT, type Found, PATCH, type Patch, TEMPLATE } from "./correlation";
import type { Look } from "./follow.worker";
import { type Box, fitKeyframes, type Sighting } from "./sightings";

/** Below these the object is not the one it was. */
const LEAST_PEAK = 0.55;
const LEAST_RATIO = 3.5;

export interface Following {
  readonly player: Player;
  /** What is on screen, in pixels of the video. */
  readonly picture: HTMLCanvasElement;
  readonly track: Track;
  readonly box: Box;
  readonly direction: 1 | -1;
  readonly signal: AbortSignal;
  onProgress(frame: number, share: number): void;
}

export interface Followed {
  readonly sightings: readonly Sighting[];
  readonly frames: number;
  readonly isLost: boolean;
}

export async function followBox(following: Following): Promise<Followed> {
  const { player, track, direction, picture, onProgress } = following;
  const start = player.state.frame;
  const end = lastFrame(track, start, direction, player.stretch);
  const worker = new Worker(new URL("./follow.worker.ts", import.meta.url), { type: "module" });
  const seen: Sighting[] = [{ frame: start, box: following.box }];
  let isLost = false;
  try {
    await look(worker, { kind: "start", patch: patchOf(picture, following.box) });
    for (let frame = start + direction; frame * direction <= end * direction; frame += direction) {
      await player.seek(frame);
      if (player.state.frame !== frame || following.signal.aborted) break;
      const last = (seen.at(-1) as Sighting).box;
      const found = await look(worker, { kind: "find", patch: patchOf(picture, last) });
      const box = found && moved(last, found);
      isLost = !found || !box || found.peak < LEAST_PEAK || found.ratio < LEAST_RATIO || !isInside(box, picture);
      if (isLost || !box) break;
      await look(worker, { kind: "learn", patch: patchOf(picture, box) });
      seen.push({ frame, box });
      onProgress(frame, Math.abs(frame - start) / Math.max(1, Math.abs(end - start)));
    }
  } finally {
    worker.terminate();
  }
  const inOrder = seen.toSorted((a, b) => a.frame - b.frame);
  return { sightings: fitKeyframes(inOrder), frames: seen.length - 1, isLost };
}

/** Up to the next keyframe: what somebody said of it is not overwritten. */
function lastFrame(track: Track, start: number, direction: 1 | -1, stretch: Stretch): number {
  const next = neighbourKeyframe(track, start, direction);
  return next === null ? (direction > 0 ? stretch.last : stretch.first) : next - direction;
}

function look(worker: Worker, message: Look): Promise<Found | null> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Found | null>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

function moved({ left, top, width, height }: Box, { across, down, size }: Found): Box {
  const [x, y] = [left + (0.5 + across * CONTEXT) * width, top + (0.5 + down * CONTEXT) * height];
  const [wide, high] = [width * size, height * size];
  return { left: x - wide / 2, top: y - high / 2, width: wide, height: high };
}

/** At least half of it is in the picture. */
function isInside({ left, top, width, height }: Box, picture: HTMLCanvasElement): boolean {
  const [x, y] = [left + width / 2, top + height / 2];
  return x >= 0 && y >= 0 && x <= picture.width && y <= picture.height && width >= 2 && height >= 2;
}

const scratch = { canvas: null as OffscreenCanvas | null };

const REACH = (CONTEXT * PATCH) / TEMPLATE;

/** What lies around a box, small and gray. */
function patchOf(picture: HTMLCanvasElement, { left, top, width, height }: Box): Patch {
  scratch.canvas ??= new OffscreenCanvas(PATCH, PATCH);
  const context = scratch.canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  // Without a filter a shrunk edge jumps from one pixel to the next, and the box with it.
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, PATCH, PATCH);
  const [wide, high] = [REACH * width, REACH * height];
  const [x, y] = [left + width / 2 - wide / 2, top + height / 2 - high / 2];
  context.drawImage(picture, x, y, wide, high, 0, 0, PATCH, PATCH);
  const { data } = context.getImageData(0, 0, PATCH, PATCH);
  const values = Float32Array.from({ length: PATCH * PATCH }, (_, index) => grayAt(data, index * 4));
  return { side: PATCH, values };
}

/** Luma of Rec. 601. */
function grayAt(data: Uint8ClampedArray, at: number): number {
  return 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
}
