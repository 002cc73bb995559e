/** From a task to its frames; the next task's video is opened ahead. */
import type { EditorAsset, EditorTask } from "@goldsmith/editors";
import { DecodingError } from "./FrameDecoder";
import { type FrameIndex, readFrameTimes } from "./FrameIndex";
import { Frames } from "./Frames";
import { ImageSequenceDecoder } from "./imageDecoder";
import { partOf } from "./stretch";
import { VideoFileDecoder } from "./videoDecoder";

export interface OpenVideo {
  readonly id: string;
  readonly frames: Frames;
  /** The file's own index, read while the person already works; null where there is nothing to compare. */
  readonly ownIndex: Promise<FrameIndex | null>;
}

type Task = Pick<EditorTask, "assets" | "content">;

/** Opened before anybody looked; the one who looks takes it. */
const prepared = new Map<string, Promise<OpenVideo>>();
const KEPT = 1;
const USUAL_FRAME_RATE = 10;

export function videoOf({ assets }: Task): EditorAsset | undefined {
  return assets.find((asset) => asset.url && asset.media_type?.startsWith("video/")) ?? assets.find(({ url }) => url);
}

export async function openVideo(task: Task): Promise<OpenVideo> {
  const address = addressOf(task);
  const known = prepared.get(address);
  prepared.delete(address);
  return known ?? open(task);
}

export async function prepareVideo(task: Task): Promise<void> {
  const address = addressOf(task);
  if (prepared.has(address)) return;
  const opening = open(task);
  prepared.set(address, opening);
  for (const oldest of [...prepared.keys()].slice(0, -KEPT)) discard(oldest);
  opening.catch(() => prepared.delete(address));
  const { frames } = await opening;
  await frames.at(partOf(task)?.first ?? 0);
}

function discard(address: string): void {
  const forgotten = prepared.get(address);
  prepared.delete(address);
  void forgotten?.then(({ frames }) => frames.dispose());
}

async function open(task: Task): Promise<OpenVideo> {
  const asset = videoOf(task);
  if (!asset?.url) throw new DecodingError("missing");
  const isSequence = Array.isArray(task.content.attachments);
  return isSequence ? openImages(task) : openFile(asset, playableUrl(asset) ?? asset.url);
}

async function openImages({ assets, content }: Task): Promise<OpenVideo> {
  const urls = assets.map(({ url }) => url).filter((url) => url !== null);
  const rate = typeof content.frame_rate === "number" ? content.frame_rate : USUAL_FRAME_RATE;
  const frames = new Frames(await ImageSequenceDecoder.open(urls, rate));
  return { id: crypto.randomUUID(), frames, ownIndex: Promise.resolve(null) };
}

/** The copy that browsers play, where the file itself is of another kind. */
function playableUrl({ url, renditions }: EditorAsset): string | null {
  return renditions?.find(({ kind }) => kind === "playable")?.url ?? url;
}

async function openFile(asset: EditorAsset, url: string): Promise<OpenVideo> {
  const known = readFrameTimes(asset.facts);
  const decoder = await VideoFileDecoder.open(url, known, url === asset.url ? startOf(asset) : null);
  const ownIndex = known && decoder.hasTable ? readUnlessClosed(decoder) : Promise.resolve(null);
  return { id: crypto.randomUUID(), frames: new Frames(decoder), ownIndex };
}

/** The file's own time of the first frame that is shown; a film that was trimmed holds others before it. */
function startOf({ facts }: EditorAsset): number | null {
  return typeof facts?.start_time === "number" ? facts.start_time : null;
}

/** Closed before it was read through, there is nobody left to tell; a file that cannot be read fails on its frames. */
function readUnlessClosed(decoder: VideoFileDecoder): Promise<FrameIndex | null> {
  return decoder.readOwnIndex().catch(() => null);
}

function addressOf(task: Task): string {
  return task.assets.map(({ url }) => url).join(" ");
}
