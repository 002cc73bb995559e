/** The tools that find the border of a thing; what they make depends on the label. */
import { allowsShape, type Label } from "@goldsmith/editors";
import { canBeAsked } from "../assist/desk";
import type { ToolName } from "./contract";

export const BORDER_TOOLS = ["scissors", "cutout", "assist"] as const;
export type BorderToolName = (typeof BORDER_TOOLS)[number];

export function isBorderTool(tool: ToolName): tool is BorderToolName {
  return (BORDER_TOOLS as readonly ToolName[]).includes(tool);
}

/** Whether the tool stays in hand for things with this label. */
export function findsBorderOf(tool: ToolName, label: Label): boolean {
  if (tool === "scissors") return allowsShape(label, "polygon") || allowsShape(label, "line");
  return isBorderTool(tool) && canBeAsked(label);
}
