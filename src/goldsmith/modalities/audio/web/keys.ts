/** The audio editor's keys: those on the recording, and those that also work while somebody writes. */
import type { KeyHelp } from "@goldsmith/editors";

/** What keys and buttons can do; each answers whether it had a use for it. */
export interface AudioCommands {
  togglePlay(): boolean;
  /** The selected region, or what is in sight, once. */
  playRegion(): boolean;
  step(seconds: number): boolean;
  toEnd(end: 1 | -1): boolean;
  /** The next border of any region. */
  toBorder(step: 1 | -1): boolean;
  changeSpeed(by: 1 | -1): boolean;
  loop(): boolean;
  jump(): boolean;
  /** Begin a region here, then end it here. */
  mark(): boolean;
  trim(side: "start" | "end"): boolean;
  nudge(side: "start" | "end", by: 1 | -1): boolean;
  shift(by: 1 | -1): boolean;
  split(): boolean;
  merge(): boolean;
  /** Propose a region wherever somebody may speak and none is yet. */
  proposeVoice(): boolean;
  /** Give the selected to one channel after the other, then to all. */
  turnChannel(): boolean;
  write(): boolean;
  zoom(factor: number): boolean;
  zoomToRegion(): boolean;
  fit(): boolean;
  toggleSpectrum(): boolean;
  toggleSplit(): boolean;
  /** Hear one channel after the other alone, then all. */
  turnHearing(): boolean;
  /** The region before or after, in time. */
  toRegion(step: 1 | -1): boolean;
  leaveField(): boolean;
}

export const LITTLE = 0.1;
export const MUCH = 1;
export const BACK_WHILE_WRITING = 2;
/** By how much `nudge` and `shift` move, in seconds. */
export const NUDGE = 0.01;
const ZOOM = 1.6;

type Commands = Readonly<Record<string, (commands: AudioCommands) => boolean>>;

export const COMMAND_KEYS: Commands = {
  J: (commands) => commands.togglePlay(),
  "Shift+J": (commands) => commands.playRegion(),
  ArrowLeft: (commands) => commands.step(-LITTLE),
  ArrowRight: (commands) => commands.step(LITTLE),
  "Shift+ArrowLeft": (commands) => commands.step(-MUCH),
  "Shift+ArrowRight": (commands) => commands.step(MUCH),
  ",": (commands) => commands.step(-0.001),
  ".": (commands) => commands.step(0.001),
  X: (commands) => commands.toBorder(-1),
  C: (commands) => commands.toBorder(1),
  Home: (commands) => commands.toEnd(-1),
  End: (commands) => commands.toEnd(1),
  "Ctrl+J": (commands) => commands.jump(),
  PageUp: (commands) => commands.changeSpeed(1),
  PageDown: (commands) => commands.changeSpeed(-1),
  "Shift+L": (commands) => commands.loop(),
  Y: (commands) => commands.mark(),
  "Shift+B": (commands) => commands.trim("start"),
  "Shift+N": (commands) => commands.trim("end"),
  "{": (commands) => commands.nudge("start", -1),
  "}": (commands) => commands.nudge("start", 1),
  "[": (commands) => commands.nudge("end", -1),
  "]": (commands) => commands.nudge("end", 1),
  "Alt+ArrowLeft": (commands) => commands.shift(-1),
  "Alt+ArrowRight": (commands) => commands.shift(1),
  N: (commands) => commands.split(),
  "Shift+M": (commands) => commands.merge(),
  "Shift+C": (commands) => commands.turnChannel(),
  "Alt+V": (commands) => commands.proposeVoice(),
  T: (commands) => commands.write(),
  "+": (commands) => commands.zoom(ZOOM),
  "=": (commands) => commands.zoom(ZOOM),
  "-": (commands) => commands.zoom(1 / ZOOM),
  Z: (commands) => commands.zoomToRegion(),
  "Shift+Z": (commands) => commands.fit(),
  B: (commands) => commands.toggleSpectrum(),
  V: (commands) => commands.toggleSplit(),
  "Shift+V": (commands) => commands.turnHearing(),
};

/** In the field of a transcript, which these never leave but for the last. */
export const FIELD_KEYS: Commands = {
  Tab: (commands) => commands.togglePlay(),
  "Shift+Tab": (commands) => commands.step(-BACK_WHILE_WRITING),
  "Alt+J": (commands) => commands.playRegion(),
  "Alt+L": (commands) => commands.loop(),
  "Alt+ArrowLeft": (commands) => commands.step(-MUCH),
  "Alt+ArrowRight": (commands) => commands.step(MUCH),
  "Alt+ArrowUp": (commands) => commands.toRegion(-1),
  "Alt+ArrowDown": (commands) => commands.toRegion(1),
  "Alt+N": (commands) => commands.split(),
  "Alt+Y": (commands) => commands.mark(),
  PageUp: (commands) => commands.changeSpeed(1),
  PageDown: (commands) => commands.changeSpeed(-1),
  Escape: (commands) => commands.leaveField(),
};

const MARKED = ["region", "utterance"];

export const KEY_HELP: readonly KeyHelp[] = [
  { keys: ["J", "Shift+J"], does: "keyPlay" },
  { keys: ["ArrowLeft", "ArrowRight"], does: "keyStep" },
  { keys: ["Shift+ArrowLeft", "Shift+ArrowRight"], does: "keyLeap" },
  { keys: [",", "."], does: "keyMillisecond" },
  { keys: ["X", "C"], does: "keyBorders", shapes: MARKED },
  { keys: ["Home", "End"], does: "keyEnds" },
  { keys: ["Ctrl+J"], does: "keyJump" },
  { keys: ["PageDown", "PageUp"], does: "keySpeed" },
  { keys: ["Shift+L"], does: "keyLoop" },
  { keys: ["Y"], does: "keyMark", shapes: MARKED },
  { keys: ["Shift+B", "Shift+N"], does: "keyTrim", shapes: MARKED },
  { keys: ["{", "}", "[", "]"], does: "keyNudge", shapes: MARKED },
  { keys: ["Alt+ArrowLeft", "Alt+ArrowRight"], does: "keyShift", shapes: MARKED },
  { keys: ["N", "Shift+M"], does: "keySplit", shapes: MARKED },
  { keys: ["Shift+C"], does: "keyChannel", shapes: MARKED },
  { keys: ["Alt+V"], does: "keyVoice", shapes: MARKED },
  { keys: ["T"], does: "keyWrite" },
  { keys: ["+", "-"], does: "keyZoom" },
  { keys: ["Z", "Shift+Z"], does: "keyFit" },
  { keys: ["B"], does: "keySpectrum" },
  { keys: ["V", "Shift+V"], does: "keyChannels" },
];

/** What the field says of its own keys. */
export const FIELD_HELP: readonly KeyHelp[] = [
  { keys: ["Tab"], does: "fieldPlay" },
  { keys: ["Shift+Tab"], does: "fieldBack" },
  { keys: ["PageDown", "PageUp"], does: "fieldSpeed" },
  { keys: ["Alt+J"], does: "fieldRegion", shapes: MARKED },
  { keys: ["Alt+ArrowUp", "Alt+ArrowDown"], does: "fieldNext", shapes: MARKED },
  { keys: ["Esc"], does: "fieldLeave" },
];
