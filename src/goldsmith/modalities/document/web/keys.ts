/** The document editor's keys: those on the pages, and those that also work while somebody writes. */
import type { KeyHelp } from "@goldsmith/editors";

export type Direction = "left" | "right" | "up" | "down";

/** What keys and buttons can do; each answers whether it had a use for it. */
export interface DocumentCommands {
  pickTool(tool: "select" | "box" | "polygon" | "order"): boolean;
  /** The caret over words, the cross of the box tool, or the cell of a table. */
  move(direction: Direction, extends_: boolean): boolean;
  toLineEnd(direction: 1 | -1, extends_: boolean): boolean;
  enter(): boolean;
  /** Move, or size, the selected by a unit of the page. */
  nudge(direction: Direction, sizes: boolean): boolean;
  turnPage(step: 1 | -1): boolean;
  askPage(): boolean;
  zoom(factor: number): boolean;
  fitWidth(): boolean;
  fitPage(): boolean;
  toggleList(): boolean;
  toggleTags(): boolean;
  write(): boolean;
  /** Draw the selected tight around its words, and write down what they say. */
  readAgain(): boolean;
  addLine(axis: "rows" | "columns"): boolean;
  removeLine(axis: "rows" | "columns"): boolean;
  merge(): boolean;
  toggleHeader(): boolean;
  /** Of a table, the grid; in the order tool, the order of the page. */
  guess(): boolean;
  clearOrder(): boolean;
  /** A block for each paragraph of the page that nobody has marked yet. */
  propose(): boolean;
  /** On to the next word that a machine read and is not sure of. */
  toUncertain(): boolean;
  /** Take the last corner of an outline under way back. */
  removeCorner(): boolean;
  toMark(step: 1 | -1): boolean;
  /** The next cell of a table, or the next mark. */
  toNextField(step: 1 | -1): boolean;
  leaveField(): boolean;
}

const ZOOM = 1.25;
type Commands = Readonly<Record<string, (commands: DocumentCommands) => boolean>>;

export const COMMAND_KEYS: Commands = {
  V: (commands) => commands.pickTool("select"),
  B: (commands) => commands.pickTool("box"),
  P: (commands) => commands.pickTool("polygon"),
  O: (commands) => commands.pickTool("order"),
  Backspace: (commands) => commands.removeCorner(),
  ArrowLeft: (commands) => commands.move("left", false),
  ArrowRight: (commands) => commands.move("right", false),
  ArrowUp: (commands) => commands.move("up", false),
  ArrowDown: (commands) => commands.move("down", false),
  "Shift+ArrowLeft": (commands) => commands.move("left", true),
  "Shift+ArrowRight": (commands) => commands.move("right", true),
  "Shift+ArrowUp": (commands) => commands.move("up", true),
  "Shift+ArrowDown": (commands) => commands.move("down", true),
  Home: (commands) => commands.toLineEnd(-1, false),
  End: (commands) => commands.toLineEnd(1, false),
  "Shift+Home": (commands) => commands.toLineEnd(-1, true),
  "Shift+End": (commands) => commands.toLineEnd(1, true),
  Enter: (commands) => commands.enter(),
  "Alt+ArrowLeft": (commands) => commands.nudge("left", false),
  "Alt+ArrowRight": (commands) => commands.nudge("right", false),
  "Alt+ArrowUp": (commands) => commands.nudge("up", false),
  "Alt+ArrowDown": (commands) => commands.nudge("down", false),
  "Alt+Shift+ArrowLeft": (commands) => commands.nudge("left", true),
  "Alt+Shift+ArrowRight": (commands) => commands.nudge("right", true),
  "Alt+Shift+ArrowUp": (commands) => commands.nudge("up", true),
  "Alt+Shift+ArrowDown": (commands) => commands.nudge("down", true),
  PageUp: (commands) => commands.turnPage(-1),
  PageDown: (commands) => commands.turnPage(1),
  "Ctrl+J": (commands) => commands.askPage(),
  "+": (commands) => commands.zoom(ZOOM),
  "=": (commands) => commands.zoom(ZOOM),
  "-": (commands) => commands.zoom(1 / ZOOM),
  Z: (commands) => commands.fitWidth(),
  "Shift+Z": (commands) => commands.fitPage(),
  L: (commands) => commands.toggleList(),
  "Shift+T": (commands) => commands.toggleTags(),
  T: (commands) => commands.write(),
  S: (commands) => commands.readAgain(),
  J: (commands) => commands.addLine("rows"),
  K: (commands) => commands.addLine("columns"),
  "Shift+J": (commands) => commands.removeLine("rows"),
  "Shift+K": (commands) => commands.removeLine("columns"),
  M: (commands) => commands.merge(),
  H: (commands) => commands.toggleHeader(),
  G: (commands) => commands.guess(),
  "Shift+O": (commands) => commands.clearOrder(),
  "Alt+G": (commands) => commands.propose(),
  U: (commands) => commands.toUncertain(),
};

/** In the field of a text, which these never leave but for the last. */
export const FIELD_KEYS: Commands = {
  Tab: (commands) => commands.toNextField(1),
  "Shift+Tab": (commands) => commands.toNextField(-1),
  "Alt+ArrowUp": (commands) => commands.toMark(-1),
  "Alt+ArrowDown": (commands) => commands.toMark(1),
  "Alt+S": (commands) => commands.readAgain(),
  "Alt+U": (commands) => commands.toUncertain(),
  Escape: (commands) => commands.leaveField(),
};

const WORDS = ["block", "span", "table"];
const DRAWN = ["block", "table"];

export const KEY_HELP: readonly KeyHelp[] = [
  { keys: ["V"], does: "keySelect" },
  { keys: ["B"], does: "keyBox", shapes: DRAWN },
  { keys: ["P"], does: "keyPolygon", shapes: ["block"] },
  { keys: ["Backspace"], does: "keyCorner", shapes: ["block"] },
  { keys: ["O"], does: "keyOrder", shapes: DRAWN },
  { keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], does: "keyMove" },
  { keys: ["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], does: "keyExtend" },
  { keys: ["Home", "End", "Shift+Home", "Shift+End"], does: "keyLine" },
  { keys: ["Enter"], does: "keyEnter", shapes: WORDS },
  { keys: ["Alt+ArrowLeft", "Alt+ArrowRight", "Alt+ArrowUp", "Alt+ArrowDown"], does: "keyNudge", shapes: DRAWN },
  {
    keys: ["Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight", "Alt+Shift+ArrowUp", "Alt+Shift+ArrowDown"],
    does: "keySize",
    shapes: DRAWN,
  },
  { keys: ["T"], does: "keyWrite", shapes: WORDS },
  { keys: ["S"], does: "keyRead", shapes: WORDS },
  { keys: ["J", "Shift+J"], does: "keyRows", shapes: ["table"] },
  { keys: ["K", "Shift+K"], does: "keyColumns", shapes: ["table"] },
  { keys: ["M"], does: "keyMerge", shapes: ["table"] },
  { keys: ["H"], does: "keyHeader", shapes: ["table"] },
  { keys: ["G"], does: "keyGuess", shapes: DRAWN },
  { keys: ["Shift+O"], does: "keyClearOrder", shapes: DRAWN },
  { keys: ["Alt+G"], does: "keyPropose", shapes: ["block"] },
  { keys: ["U"], does: "keyUncertain", shapes: WORDS },
  { keys: ["PageUp", "PageDown"], does: "keyPage" },
  { keys: ["Ctrl+J"], does: "keyJump" },
  { keys: ["+", "-"], does: "keyZoom" },
  { keys: ["Z", "Shift+Z"], does: "keyFit" },
  { keys: ["L"], does: "keyList" },
  { keys: ["Shift+T"], does: "keyTags", shapes: WORDS },
];

/** What the field says of its own keys. */
export const FIELD_HELP: readonly KeyHelp[] = [
  { keys: ["Tab", "Shift+Tab"], does: "fieldNext" },
  { keys: ["Alt+S"], does: "fieldRead" },
  { keys: ["Alt+U"], does: "fieldUncertain" },
  { keys: ["Esc"], does: "fieldLeave" },
];
