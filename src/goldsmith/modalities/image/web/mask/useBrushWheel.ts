/** The wheel with Alt held changes the size of the brush in hand; without it, it zooms. */
import { type RefObject, useEffect } from "react";
import type { ImageTools } from "../ImageTools";
import { isMaskTool } from "./desk";

export function useBrushWheel(target: RefObject<HTMLElement | null>, tools: ImageTools): void {
  useEffect(() => {
    const element = target.current;
    const turn = (event: WheelEvent) => {
      if (!event.altKey || !isMaskTool(tools.tool)) return;
      event.preventDefault();
      event.stopPropagation();
      tools.press(event.deltaY < 0 ? "]" : "[");
    };
    element?.addEventListener("wheel", turn, { capture: true, passive: false });
    return () => element?.removeEventListener("wheel", turn, { capture: true });
  }, [target, tools]);
}
