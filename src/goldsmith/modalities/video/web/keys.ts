/** The video editor's keys: time first, then those of the image editor's tools. */
import type { KeyHelp } from "@goldsmith/editors";
import { KEY_HELP as IMAGE_KEYS } from "../../image/web/keys";
import { isTrackType } from "./tracks/shapes";

/** What keys and buttons can do; each answers whether it had a use for it. */
export interface VideoCommands {
  step(by: number): boolean;
  toEnd(end: 1 | -1): boolean;
  toKeyframe(step: 1 | -1): boolean;
  togglePlay(direction: 1 | -1): boolean;
  changeSpeed(by: 1 | -1): boolean;
  /** From here, to here, no more: in this order. */
  loop(): boolean;
  jump(): boolean;
  toggleKeyframe(): boolean;
  toggleOutside(): boolean;
  split(): boolean;
  merge(): boolean;
  trim(side: "before" | "after"): boolean;
  hold(): boolean;
  event(): boolean;
  moment(): boolean;
  shift(by: 1 | -1): boolean;
  /** Select the next object in time as well. */
  extend(step: 1 | -1): boolean;
  zoomTimeline(factor: number): boolean;
  fitTimeline(): boolean;
  fitPicture(): boolean;
  follow(direction: 1 | -1): boolean;
  askToFollow(): boolean;
}

export const LEAP = 10;
const ZOOM = 1.5;

export const COMMAND_KEYS: Readonly<Record<string, (commands: VideoCommands) => boolean>> = {
  D: (commands) => commands.step(-1),
  F: (commands) => commands.step(1),
  S: (commands) => commands.step(-LEAP),
  G: (commands) => commands.step(LEAP),
  X: (commands) => commands.toKeyframe(-1),
  C: (commands) => commands.toKeyframe(1),
  Home: (commands) => commands.toEnd(-1),
  End: (commands) => commands.toEnd(1),
  "Ctrl+J": (commands) => commands.jump(),
  J: (commands) => commands.togglePlay(1),
  "Shift+J": (commands) => commands.togglePlay(-1),
  PageUp: (commands) => commands.changeSpeed(1),
  PageDown: (commands) => commands.changeSpeed(-1),
  "Shift+L": (commands) => commands.loop(),
  M: (commands) => commands.toggleKeyframe(),
  U: (commands) => commands.toggleOutside(),
  "Shift+C": (commands) => commands.hold(),
  N: (commands) => commands.split(),
  "Shift+M": (commands) => commands.merge(),
  "Shift+B": (commands) => commands.trim("before"),
  "Shift+N": (commands) => commands.trim("after"),
  "Shift+G": (commands) => commands.follow(1),
  "Alt+G": (commands) => commands.follow(-1),
  "Alt+Shift+G": (commands) => commands.askToFollow(),
  Y: (commands) => commands.event(),
  "Shift+Y": (commands) => commands.moment(),
  "Alt+ArrowLeft": (commands) => commands.shift(-1),
  "Alt+ArrowRight": (commands) => commands.shift(1),
  ">": (commands) => commands.extend(1),
  "<": (commands) => commands.extend(-1),
  "Alt+ArrowUp": (commands) => commands.zoomTimeline(ZOOM),
  "Alt+ArrowDown": (commands) => commands.zoomTimeline(1 / ZOOM),
  "Shift+Z": (commands) => commands.fitTimeline(),
  "Shift+V": (commands) => commands.fitPicture(),
};

const TIME_KEYS: readonly KeyHelp[] = [
  { keys: ["D", "F"], does: "keyStep" },
  { keys: ["S", "G"], does: "keyLeap" },
  { keys: ["X", "C"], does: "keyKeyframes" },
  { keys: ["Home", "End"], does: "keyEnds" },
  { keys: ["Ctrl+J"], does: "keyJump" },
  { keys: ["J", "Shift+J"], does: "keyPlay" },
  { keys: ["PageDown", "PageUp"], does: "keySpeed" },
  { keys: ["Shift+L"], does: "keyLoop" },
  { keys: ["M"], does: "keyKeyframe" },
  { keys: ["U"], does: "keyOutside" },
  { keys: ["Shift+C"], does: "keyHold" },
  { keys: ["N", "Shift+M"], does: "keySplit" },
  { keys: ["Shift+B", "Shift+N"], does: "keyTrim" },
  { keys: ["Alt+G", "Shift+G"], does: "keyFollow", shapes: ["box"] },
  { keys: ["Alt+Shift+G"], does: "keyAsk", shapes: ["box"] },
  { keys: ["Y", "Shift+Y"], does: "keyEvent", shapes: ["event"] },
  { keys: ["Alt+ArrowLeft", "Alt+ArrowRight"], does: "keyShift" },
  { keys: ["<", ">"], does: "keyExtend" },
  { keys: ["Alt+ArrowUp", "Alt+ArrowDown", "Shift+Z"], does: "keyTimeline" },
  { keys: ["Shift+V"], does: "keyFitPicture" },
];

/** The picture's tools keep their keys, where time has no use for them and a track can have such a shape. */
const PICTURE_KEYS = IMAGE_KEYS.filter(
  ({ keys, shapes }) =>
    !keys.some((chord) => Object.hasOwn(COMMAND_KEYS, chord)) && (!shapes || shapes.some(isTrackType)),
);

export const KEY_HELP: readonly KeyHelp[] = [...TIME_KEYS, ...PICTURE_KEYS];
