/** The keys of the mask tools. */
import type { KeyHelp } from "@goldsmith/editors";
import type { MaskToolName } from "./desk";

export const MASK_TOOL_KEYS: Readonly<Record<MaskToolName, string>> = {
  mask: "M",
  eraser: "E",
  threshold: "Y",
  fill: "G",
  lasso: "D",
  wand: "Z",
};

const shapes = ["mask"];

export const MASK_KEY_HELP: readonly KeyHelp[] = [
  ...Object.entries(MASK_TOOL_KEYS).map(([does, chord]) => ({ keys: [chord], does, shapes })),
  { keys: ["Enter", "Space"], does: "keyBrush", shapes },
  { keys: ["Alt", "Shift"], does: "keyTake", shapes },
  { keys: ["[", "]", "{", "}"], does: "keyBrushSize", shapes },
  { keys: [",", "."], does: "keyTolerance", shapes },
  { keys: ["Shift+B", "Shift+L"], does: "keyToggles", shapes },
  { keys: ["N"], does: "keyNewMask", shapes },
  { keys: ["J", "Shift+J"], does: "keyGaps", shapes },
  { keys: ["Shift+G", "Shift+K"], does: "keyHoles", shapes },
  { keys: ["Shift+P", "Shift+C"], does: "keyConvert", shapes },
];
