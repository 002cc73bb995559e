/** The image editor's keys. */
import type { KeyHelp } from "@goldsmith/editors";
import type { ShapeType } from "./geometry";
import type { ImageCanvas } from "./ImageCanvas";
import type { ImageTools, ToolName } from "./ImageTools";

interface KeyContext {
  readonly canvas: ImageCanvas;
  readonly tools: ImageTools;
  readonly types: readonly ShapeType[];
  readonly hasSelection: boolean;
  pickTool(tool: ToolName): void;
  toggleHidden(): void;
}

export const TOOL_KEYS: Readonly<Record<ToolName, string>> = {
  select: "V",
  box: "B",
  polygon: "P",
  line: "L",
  point: "O",
};

export const KEY_HELP: readonly KeyHelp[] = [
  { keys: ["V", "B", "P", "L", "O"], does: "keyTools" },
  { keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], does: "keyArrows" },
  { keys: ["Shift+ArrowRight", "Ctrl+ArrowRight"], does: "keyArrowsFast" },
  { keys: ["Enter"], does: "keyEnter" },
  { keys: ["Backspace"], does: "keyErase" },
  { keys: [",", "."], does: "keyHandles" },
  { keys: ["I"], does: "keyInsert" },
  { keys: ["[", "]"], does: "keyResize" },
  { keys: ["+", "-"], does: "keyZoom" },
  { keys: ["F", "X"], does: "keyFit" },
  { keys: ["H"], does: "keyHide" },
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
  const arrow = ARROWS[chord.replace(/^(Ctrl|Shift)\+/, "")];
  if (arrow) return moveByArrow(chord, arrow, context);
  switch (chord) {
    case "Enter":
      return tools.enter();
    case "Escape":
      return stepBack(context);
    case "Delete":
    case "Backspace":
      return tools.erase();
    case ".":
      return tools.walkHandles(1);
    case ",":
      return tools.walkHandles(-1);
    case "I":
      return tools.insert();
    case "[":
      return tools.resize(-1);
    case "]":
      return tools.resize(1);
    case "{":
      return tools.resize(-10);
    case "}":
      return tools.resize(10);
    default:
      return pressTool(chord, context) || viewKey(chord, canvas, context);
  }
}

function moveByArrow(chord: string, [x, y]: readonly [number, number], { canvas, tools }: KeyContext): boolean {
  const step = chord.startsWith("Ctrl+") ? 100 : chord.startsWith("Shift+") ? 10 : 1;
  if (!tools.nudge(x * step, y * step)) canvas.panBy(x * PAN_PIXELS, y * PAN_PIXELS);
  return true;
}

function stepBack({ tools, hasSelection, pickTool }: KeyContext): boolean {
  if (tools.cancel()) {
    pickTool(tools.tool);
    return true;
  }
  if (tools.tool === "select" || hasSelection) return false;
  pickTool("select");
  return true;
}

function pressTool(chord: string, { types, pickTool }: KeyContext): boolean {
  const tool = (["select", ...types] as const).find((name) => TOOL_KEYS[name] === chord);
  if (tool) pickTool(tool);
  return tool !== undefined;
}

function viewKey(chord: string, canvas: ImageCanvas, { toggleHidden }: KeyContext): boolean {
  if (chord === "+" || chord === "=") canvas.zoomBy(ZOOM);
  else if (chord === "-") canvas.zoomBy(1 / ZOOM);
  else if (chord === "F") canvas.fit();
  else if (chord === "X") canvas.zoomTo(1);
  else if (chord === "H") toggleHidden();
  else return false;
  return true;
}
