/** The mask tools, one of each. */
import type { Bench, Tool } from "../tools/contract";
import { BrushTool } from "./BrushTool";
import { FillTool } from "./FillTool";
import { LassoTool } from "./LassoTool";
import { WandTool } from "./WandTool";

export function maskTools(bench: () => Bench): Tool[] {
  return [
    new BrushTool("mask", bench),
    new BrushTool("eraser", bench),
    new BrushTool("threshold", bench),
    new FillTool(bench),
    new LassoTool(bench),
    new WandTool(bench),
  ];
}
