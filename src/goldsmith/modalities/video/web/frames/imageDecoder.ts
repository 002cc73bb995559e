/** A sequence of images as a video: every frame is a key frame. */
import { type DecodedFrame, DecodingError, type FrameDecoder, type FrameSize } from "./FrameDecoder";
import { FrameIndex } from "./FrameIndex";

export class ImageSequenceDecoder implements FrameDecoder {
  readonly size: FrameSize;
  readonly index: FrameIndex;
  private readonly urls: readonly string[];

  private constructor(urls: readonly string[], index: FrameIndex, size: FrameSize) {
    this.urls = urls;
    this.index = index;
    this.size = size;
  }

  static async open(urls: readonly string[], framesPerSecond: number): Promise<ImageSequenceDecoder> {
    const [first] = urls;
    if (first === undefined) throw new DecodingError("noVideo");
    const picture = await loadBitmap(first);
    const size = { width: picture.width, height: picture.height };
    picture.close();
    const times = Float64Array.from(urls, (_, frame) => frame / framesPerSecond);
    return new ImageSequenceDecoder(urls, new FrameIndex(times), size);
  }

  async keyFrameBefore(frame: number): Promise<number> {
    return frame;
  }

  async *framesFrom(keyFrame: number): AsyncGenerator<DecodedFrame, void, unknown> {
    for (let frame = keyFrame; frame < this.urls.length; frame += 1) {
      const picture = await loadBitmap(this.urls[frame] as string);
      yield { frame, picture: () => picture, drop: () => picture.close() };
    }
  }

  dispose(): void {
    // Nothing is open between two images.
  }
}

async function loadBitmap(url: string): Promise<ImageBitmap> {
  const response = await fetch(url);
  if (!response.ok) throw new DecodingError("failed");
  return createImageBitmap(await response.blob());
}
