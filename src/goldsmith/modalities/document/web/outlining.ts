/** Drawing an outline corner by corner, by clicks or keys. */
import type { Desk } from "./desk";
import type { Marking } from "./marking";
import { withCorner, withoutLast } from "./marks/outlines";
import type { Spot } from "./usePointer";

export interface Outlining {
  /** One more corner; on the first one, or the last one again, the outline is closed. `reach` is how near is near. */
  add(spot: Spot, reach: number): void;
  /** False where no outline is under way. */
  removeLast(): boolean;
}

export function makeOutlining(desk: Desk, marking: Marking): Outlining {
  return {
    add({ page, x, y }, reach) {
      if (desk.props.readOnly) return;
      const { outline, isClosed } = withCorner(desk.outline, page, { x, y }, reach);
      desk.setOutline(isClosed && marking.outline(outline) ? null : outline);
    },
    removeLast() {
      if (!desk.outline) return false;
      desk.setOutline(withoutLast(desk.outline));
      return true;
    },
  };
}
