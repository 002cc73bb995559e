/**
 * Videos through mediabunny and WebCodecs. Frames are named by their exact timestamps, never by counting, so a frame
 * that the index does not know is an error and not a wrong label.
 */
import {
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  QTFF,
  UrlSource,
  VideoSampleSink,
  WEBM,
} from "mediabunny";
import { type DecodedFrame, DecodingError, type FrameDecoder, type FrameSize } from "./FrameDecoder";
import { FrameIndex } from "./FrameIndex";

/** A lost connection is tried again for so many seconds; then the person is told. */
const RETRY_SECONDS = [0.5, 1, 2, 4];

export class VideoFileDecoder implements FrameDecoder {
  readonly size: FrameSize;
  readonly index: FrameIndex;
  /** Whether the file lists its frames, so that reading its index is cheap; a WebM must be read through. */
  readonly hasTable: boolean;
  private readonly input: Input;
  private readonly packets: EncodedPacketSink;
  private readonly samples: VideoSampleSink;
  /** The file's own time of frame 0, in seconds. */
  private readonly start: number;
  private readonly keyFrames = new Map<number, number>();

  private constructor(
    input: Input,
    track: InputVideoTrack,
    size: FrameSize,
    index: FrameIndex,
    start: number,
    hasTable: boolean,
  ) {
    this.input = input;
    this.hasTable = hasTable;
    this.packets = new EncodedPacketSink(track);
    this.samples = new VideoSampleSink(track);
    this.size = size;
    this.index = index;
    this.start = start;
  }

  /** `known`: the server's frame index, which spares reading the whole file for its times; `start`: its frame 0. */
  static async open(url: string, known: FrameIndex | null, start: number | null): Promise<VideoFileDecoder> {
    const source = new UrlSource(url, { getRetryDelay: (attempts) => RETRY_SECONDS[attempts] ?? null });
    const input = new Input({ source, formats: [MP4, QTFF, WEBM, MATROSKA] });
    try {
      const track = await input.getPrimaryVideoTrack();
      if (!track) throw new DecodingError("noVideo");
      if (!(await track.canDecode())) throw new DecodingError("cannotDecode");
      const size = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
      const index = known ?? FrameIndex.fromPackets(await readTimes(track));
      const format = await input.getFormat();
      const hasTable = format === MP4 || format === QTFF;
      const begin = start ?? (await track.getFirstTimestamp());
      return new VideoFileDecoder(input, track, size, index, begin, hasTable);
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  /** What the file itself says of the frames from the first to the last one that is shown. */
  async readOwnIndex(): Promise<FrameIndex> {
    const track = await this.input.getPrimaryVideoTrack();
    if (!track) throw new DecodingError("noVideo");
    return FrameIndex.fromPackets(await readTimes(track), this.start, this.start + this.index.timeOf(this.index.last));
  }

  async keyFrameBefore(frame: number): Promise<number> {
    const known = this.keyFrames.get(frame);
    if (known !== undefined) return known;
    const packet = await this.packets.getKeyPacket(this.fileTime(frame), { metadataOnly: true });
    const key = packet ? (this.index.frameNamed(packet.timestamp - this.start) ?? 0) : 0;
    for (let each = key; each <= frame; each += 1) this.keyFrames.set(each, key);
    return key;
  }

  async *framesFrom(keyFrame: number): AsyncGenerator<DecodedFrame, void, unknown> {
    for await (const sample of this.samples.samples(this.fileTime(keyFrame))) {
      const frame = this.index.frameNamed(sample.timestamp - this.start);
      if (frame === null) {
        sample.close();
        throw new DecodingError("indexDiffers");
      }
      yield {
        frame,
        picture: () => {
          const canvas = new OffscreenCanvas(this.size.width, this.size.height);
          sample.draw(
            canvas.getContext("2d") as OffscreenCanvasRenderingContext2D,
            0,
            0,
            this.size.width,
            this.size.height,
          );
          sample.close();
          return canvas.transferToImageBitmap();
        },
        drop: () => sample.close(),
      };
    }
  }

  dispose(): void {
    this.input.dispose();
  }

  /** A hair late, so that rounding never lands in the frame before. */
  private fileTime(frame: number): number {
    return this.start + this.index.timeOf(frame) + Math.min(0.0005, this.index.durationOf(frame) / 4);
  }
}

/** Of all packets. */
async function readTimes(track: InputVideoTrack): Promise<readonly number[]> {
  const seconds: number[] = [];
  const sink = new EncodedPacketSink(track);
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) seconds.push(packet.timestamp);
  if (seconds.length === 0) throw new DecodingError("noVideo");
  return seconds;
}
