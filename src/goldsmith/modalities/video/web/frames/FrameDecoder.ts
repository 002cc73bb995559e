/** The port to what turns a file into pictures: a video by WebCodecs, or a sequence of images. */
import type { FrameIndex } from "./FrameIndex";

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** One decoded frame; whoever takes it from the decoder calls `picture` or `drop`, once. */
export interface DecodedFrame {
  readonly frame: number;
  /** A picture that may be kept for as long as one likes, in pixels as shown: upright and square. */
  picture(): ImageBitmap;
  drop(): void;
}

export interface FrameDecoder {
  readonly size: FrameSize;
  readonly index: FrameIndex;
  /** The last frame at or before this one that needs no other to be decoded. */
  keyFrameBefore(frame: number): Promise<number>;
  /** Frames in presentation order from a key frame on; `return()` stops it and frees what it holds. */
  framesFrom(keyFrame: number): AsyncGenerator<DecodedFrame, void, unknown>;
  dispose(): void;
}

/** The file cannot be shown; the message is a key of the editor's strings. */
export class DecodingError extends Error {}
