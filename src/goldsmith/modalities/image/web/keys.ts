/** The image editor's keys. */
import type { KeyHelp } from "@goldsmith/editors";
import { MARKED } from "./assist/desk";
import type { ImageShape, ShapeType } from "./geometry";
import type { ImageCanvas } from "./ImageCanvas";
import type { Bench, ImageTools, ToolName } from "./ImageTools";
import { MASK_TOOLS } from "./mask/desk";
import { MASK_KEY_HELP, MASK_TOOL_KEYS } from "./mask/keys";
import { BORDER_TOOLS } from "./tools/borders";
import { runCommand } from "./tools/commands";
import type { EditToolName } from "./tools/contract";

interface KeyContext {
  readonly canvas: ImageCanvas;
  readonly tools: ImageTools;
  readonly bench: Bench;
  readonly types: readonly ShapeType[];
  readonly hasSelection: boolean;
  pickTool(tool: ToolName): void;
  toggleHidden(): void;
  /** null while there are not two answers to compare. */
  readonly toggleHeat: (() => void) | null;
}

export const TOOL_KEYS: Readonly<Record<ToolName, string>> = {
  select: "V",
  box: "B",
  rotated_box: "T",
  polygon: "P",
  line: "L",
  point: "O",
  ellipse: "C",
  cuboid: "U",
  skeleton: "K",
  hole: "Shift+H",
  cut: "Shift+X",
  simplify: "Shift+D",
  ...MASK_TOOL_KEYS,
  scissors: "Shift+W",
  cutout: "Shift+U",
  assist: "Shift+A",
};

const PATHS = ["polygon", "line"] as const;
const TURNED = ["rotated_box", "ellipse", "skeleton"] as const;

/** What the tools that change something need to be selected. */
export const EDIT_TOOLS: Readonly<Record<EditToolName, readonly ImageShape["type"][]>> = {
  hole: ["polygon"],
  cut: PATHS,
  simplify: PATHS,
};

export const KEY_HELP: readonly KeyHelp[] = [
  { keys: ["V"], does: "select" },
  { keys: ["B"], does: "box", shapes: ["box"] },
  { keys: ["T"], does: "keyRotatedBox", shapes: ["rotated_box"] },
  { keys: ["P"], does: "polygon", shapes: ["polygon"] },
  { keys: ["L"], does: "line", shapes: ["line"] },
  { keys: ["O"], does: "point", shapes: ["point"] },
  { keys: ["C"], does: "ellipse", shapes: ["ellipse"] },
  { keys: ["U"], does: "keyCuboid", shapes: ["cuboid"] },
  { keys: ["K"], does: "keySkeleton", shapes: ["skeleton"] },
  ...MASK_KEY_HELP,
  { keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], does: "keyArrows" },
  { keys: ["Shift+ArrowRight", "Ctrl+ArrowRight"], does: "keyArrowsFast" },
  { keys: ["Alt+ArrowRight"], does: "keyArrowsAlone", shapes: ["cuboid"] },
  { keys: ["Enter"], does: "keyEnter" },
  { keys: ["Backspace"], does: "keyErase" },
  { keys: [",", "."], does: "keyHandles" },
  { keys: ["I"], does: "keyInsert", shapes: PATHS },
  { keys: ["[", "]", "{", "}"], does: "keyResize" },
  { keys: ["Q", "E", "Shift+Q", "Shift+E"], does: "keyTurn", shapes: TURNED },
  { keys: ["Shift+Enter"], does: "keyTypical", shapes: ["skeleton"] },
  { keys: ["N"], does: "keySkipKeypoint", shapes: ["skeleton"] },
  { keys: ["Z"], does: "keyOccluded", shapes: ["skeleton"] },
  { keys: ["I"], does: "keyBringBack", shapes: ["skeleton"] },
  { keys: ["Shift"], does: "keyFreehand", shapes: PATHS },
  { keys: ["Alt"], does: "keyNoSnap", shapes: PATHS },
  { keys: ["Shift+H"], does: "hole", shapes: ["polygon"] },
  { keys: ["Shift+X"], does: "cut", shapes: PATHS },
  { keys: ["Shift+D"], does: "keySimplify", shapes: PATHS },
  { keys: ["Shift+M"], does: "merge", shapes: ["polygon"] },
  { keys: ["Shift+T"], does: "trim", shapes: ["polygon"] },
  { keys: ["Home", "PageUp", "PageDown", "End"], does: "keyDepth" },
  { keys: ["<", ">"], does: "keyExtend" },
  { keys: ["Ctrl+A"], does: "selectAll" },
  { keys: ["Ctrl+G", "Ctrl+Shift+G"], does: "keyGroup" },
  { keys: ["Ctrl+Space"], does: "selectGroup" },
  { keys: ["Ctrl+C", "Ctrl+V", "Ctrl+D"], does: "keyCopy" },
  { keys: ["Shift+W"], does: "keyScissors", shapes: PATHS },
  { keys: ["Shift+U"], does: "keyCutout", shapes: MARKED },
  { keys: ["Shift+A"], does: "keyAssist" },
  { keys: ["Alt+Enter"], does: "keyAssistBeside" },
  { keys: ["+", "-"], does: "keyZoom" },
  { keys: ["F", "X"], does: "keyFit" },
  { keys: ["H"], does: "keyHide" },
  { keys: ["Shift+O"], does: "keyHeat" },
];

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const PAN_PIXELS = 60;
const ZOOM = 1.3;

export function imageKeys(chord: string, context: KeyContext): boolean {
  const { canvas, tools } = context;
  const arrow = ARROWS[chord.replace(/^(Ctrl|Shift|Alt)\+/, "")];
  if (arrow) return moveByArrow(chord, arrow, context);
  switch (chord) {
    case "Enter":
      return tools.enter();
    case "Escape":
      return stepBack(context);
    case "Delete":
    case "Backspace":
      return tools.erase();
    default:
      return tools.press(chord) || pressTool(chord, context) || pressOther(chord, canvas, context);
  }
}

function moveByArrow(chord: string, [x, y]: readonly [number, number], { canvas, tools }: KeyContext): boolean {
  const step = chord.startsWith("Ctrl+") ? 100 : chord.startsWith("Shift+") ? 10 : 1;
  const isMoved = tools.nudge(x * step, y * step, chord.startsWith("Alt+"));
  if (!isMoved) canvas.panBy(x * PAN_PIXELS, y * PAN_PIXELS);
  return true;
}

function stepBack({ tools, hasSelection, pickTool }: KeyContext): boolean {
  if (tools.cancel()) {
    pickTool(tools.tool);
    return true;
  }
  if (tools.tool === "select" || (hasSelection && !tools.keepsSelection)) return false;
  pickTool("select");
  return true;
}

function pressTool(chord: string, { types, bench, pickTool }: KeyContext): boolean {
  const tool = [...drawTools(types), ...editTools(bench), ...askTools(bench)].find((name) => TOOL_KEYS[name] === chord);
  if (tool) pickTool(tool);
  return tool !== undefined;
}

export function drawTools(types: readonly ShapeType[]): readonly ToolName[] {
  return ["select", ...types, ...(types.includes("mask") ? MASK_TOOLS : [])];
}

/** Those that find the border of a thing, where they have somebody to ask. */
export function askTools(bench: Bench): readonly ToolName[] {
  return BORDER_TOOLS.filter((name) => bench[name] !== null);
}

/** Those that have something to work on. */
export function editTools({ selected, readOnly }: Bench): readonly EditToolName[] {
  if (readOnly) return [];
  const names = Object.keys(EDIT_TOOLS) as EditToolName[];
  return names.filter((name) => selected.some(({ type }) => EDIT_TOOLS[name].includes(type)));
}

function pressOther(chord: string, canvas: ImageCanvas, context: KeyContext): boolean {
  const { bench } = context;
  if (chord === ">" || chord === "<") return extendSelection(bench, chord === ">" ? 1 : -1);
  return runCommand(chord, bench) || viewKey(chord, canvas, context);
}

/** The next object is selected too. */
function extendSelection({ shapes, selected, select }: Bench, step: 1 | -1): boolean {
  if (shapes.length === 0) return false;
  const last = shapes.findIndex(({ uuid }) => uuid === selected.at(-1)?.uuid);
  const chosen = new Set(selected.map(({ uuid }) => uuid));
  const from = last < 0 && step < 0 ? 0 : last;
  for (let away = 1; away <= shapes.length; away += 1) {
    const next = shapes[(from + step * away + 2 * shapes.length) % shapes.length];
    if (!next || chosen.has(next.uuid)) continue;
    select([...chosen, next.uuid]);
    break;
  }
  return true;
}

function viewKey(chord: string, canvas: ImageCanvas, { toggleHidden, toggleHeat }: KeyContext): boolean {
  if (chord === "+" || chord === "=") canvas.zoomBy(ZOOM);
  else if (chord === "-") canvas.zoomBy(1 / ZOOM);
  else if (chord === "F") canvas.fit();
  else if (chord === "X") canvas.zoomTo(1);
  else if (chord === "H") toggleHidden();
  else if (chord === "Shift+O" && toggleHeat) toggleHeat();
  else return false;
  return true;
}
