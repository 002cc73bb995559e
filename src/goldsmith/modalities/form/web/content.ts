/** What a form is about: attachments in order, those that are files with their assets. Pure. */
import type { EditorAsset } from "@goldsmith/editors";

export type AttachmentKind = "text" | "image" | "pdf" | "audio" | "video" | "website";

export interface Shown {
  readonly type: AttachmentKind;
  readonly title?: string;
  readonly attachment?: string | null;
  readonly text?: string | null;
  readonly link?: string | null;
}

export interface FormContent {
  readonly attachments?: readonly Shown[];
}

export interface Placed extends Shown {
  readonly asset: EditorAsset | null;
}

/** The assets of a task come in the order of the attachments that are files. */
export function placeAssets({ attachments = [] }: FormContent, assets: readonly EditorAsset[]): readonly Placed[] {
  let next = 0;
  return attachments.map((shown) => ({ ...shown, asset: shown.attachment ? (assets[next++] ?? null) : null }));
}

/** Where to find what was made of a file for people to look at or listen to; the file itself where nothing was. */
export function playableUrl(asset: EditorAsset, kinds: readonly string[]): string | null {
  const made = kinds.map((kind) => asset.renditions?.find((rendition) => rendition.kind === kind && rendition.url));
  return made.find((rendition) => rendition)?.url ?? asset.url;
}
