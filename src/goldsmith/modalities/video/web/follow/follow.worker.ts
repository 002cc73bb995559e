/** Follows one object from patch to patch, off the main thread. The first message is what to look for. */
import { type Found, find, learn, type Patch, templateOf } from "./correlation";

export interface Look {
  readonly kind: "start" | "find" | "learn";
  readonly patch: Patch;
}

let template: Patch | null = null;

self.onmessage = ({ data }: MessageEvent<Look>) => self.postMessage(answer(data));

function answer({ kind, patch }: Look): Found | null {
  if (kind === "find" && template) return find(template, patch);
  template = kind === "learn" && template ? learn(template, templateOf(patch)) : templateOf(patch);
  return null;
}
