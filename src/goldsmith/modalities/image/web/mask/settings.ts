/** How the mask tools are set; kept from one item to the next. */
import { createStore } from "zustand/vanilla";
import type { Brush } from "./brush";

export interface MaskSettings extends Brush {
  /** How different a colour may be from where a stroke began, 0 to 255. */
  readonly tolerance: number;
  /** Painting leaves other masks alone. */
  readonly isLocked: boolean;
}

export const maskSettings = createStore<MaskSettings>(() => ({
  tip: "round",
  diameter: 24,
  tolerance: 24,
  isLocked: false,
}));

export function changeTolerance(steps: number): void {
  const { tolerance } = maskSettings.getState();
  maskSettings.setState({ tolerance: Math.max(0, Math.min(255, tolerance + steps)) });
}
