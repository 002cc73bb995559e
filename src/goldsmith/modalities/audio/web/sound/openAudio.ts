/** What is needed to show and to hear a recording: where its sound, its peaks and its spectrum lie. */
import type { EditorAsset, EditorTask } from "@goldsmith/editors";
import type { Stretch } from "../regions/shapes";
import type { Level } from "./LevelFile";
import { heardOf, overlapsOf, type Part, partOf, type Shared, stretchOf } from "./part";
import type { Speech, Unheard } from "./speech";

export interface OpenAudio {
  readonly url: string;
  readonly channels: number;
  readonly duration: number;
  /** What may be labeled. */
  readonly stretch: Stretch;
  /** What is drawn and played: with a little around it, where it is a part. */
  readonly heard: Stretch;
  readonly part: Part | null;
  /** What neighbouring parts show, too. */
  readonly shared: readonly Shared[];
  readonly peaks: Leveled;
  /** When somebody may speak, as the server heard it. */
  readonly voice: readonly Stretch[];
  /** What is said, as a machine heard it. */
  readonly speech: Speech;
  readonly spectrum: (Leveled & { readonly bands: number; readonly edges: readonly number[] }) | null;
}

interface Leveled {
  readonly url: string;
  readonly levels: readonly Level[];
}

/** Null where the task has no recording, or its peaks are not there. */
export function openAudio(task: EditorTask): OpenAudio | null {
  const [asset] = task.assets;
  const peaks = asset && leveled(asset, "peaks");
  if (!asset?.url || !peaks) return null;
  const duration = Number(asset.facts?.duration ?? peaks.facts.duration);
  const part = partOf(task);
  const stretch = stretchOf(part, duration);
  const spectrum = leveled(asset, "spectrum");
  return {
    url: renditionOf(asset, "playable")?.url ?? asset.url,
    channels: Number(peaks.facts.channels),
    duration,
    stretch,
    heard: heardOf(stretch, duration),
    part,
    shared: overlapsOf(part),
    peaks,
    voice: ((spectrum?.facts.voice ?? []) as readonly (readonly [number, number])[]).map(([start, end]) => ({
      start,
      end,
    })),
    speech: speechOf(asset),
    spectrum: spectrum && {
      ...spectrum,
      bands: Number(spectrum.facts.bands),
      edges: spectrum.facts.edges as readonly number[],
    },
  };
}

function speechOf(asset: EditorAsset): Speech {
  const heard = renditionOf(asset, "speech");
  return {
    url: heard?.facts.utterances ? heard.url : null,
    unheard: (heard?.facts.unheard_because ?? null) as Unheard | null,
    unheardFrom: (heard?.facts.unheard_from ?? null) as number | null,
  };
}

function renditionOf(asset: EditorAsset, kind: string) {
  return asset.renditions?.find((each) => each.kind === kind);
}

function leveled(asset: EditorAsset, kind: string): (Leveled & { facts: Readonly<Record<string, unknown>> }) | null {
  const found = renditionOf(asset, kind);
  return found?.url ? { url: found.url, levels: found.facts.levels as readonly Level[], facts: found.facts } : null;
}
