/** The handles of a selected mark and the lines of a selected table: what a press takes hold of. Pure. */
import { type Box, boundsOf, type Drawn, isTable } from "./marks/shapes";
import { endsOf } from "./marks/tables";

export type Grip =
  | { readonly of: "body" }
  | { readonly of: "edge"; readonly across: -1 | 0 | 1; readonly down: -1 | 0 | 1 }
  | { readonly of: "line"; readonly axis: "rows" | "columns"; readonly index: number };

/** What of a mark lies under a point; `reach` is how near is near, in units of the page. */
export function gripAt(mark: Drawn, x: number, y: number, reach: number): Grip | null {
  const box = boundsOf(mark.location);
  const { left, top, width, height } = box;
  if (x < left - reach || y < top - reach || x > left + width + reach || y > top + height + reach) return null;
  const side = (at: number, from: number, length: number): -1 | 0 | 1 => {
    if (Math.abs(at - from) <= reach) return -1;
    return Math.abs(at - from - length) <= reach ? 1 : 0;
  };
  const [across, down] = [side(x, left, width), side(y, top, height)];
  if (across !== 0 || down !== 0) return { of: "edge", across, down };
  return lineAt(mark, x, y, reach) ?? { of: "body" };
}

function lineAt(mark: Drawn, x: number, y: number, reach: number): Grip | null {
  if (!isTable(mark)) return null;
  for (const axis of ["rows", "columns"] as const) {
    const at = axis === "rows" ? y : x;
    const [low, high] = endsOf(mark, axis);
    const index = (mark[axis] ?? []).findIndex((line) => Math.abs(line - at) <= reach && line > low && line < high);
    if (index >= 0) return { of: "line", axis, index };
  }
  return null;
}

export function cursorOf(grip: Grip): string {
  if (grip.of === "body") return "move";
  if (grip.of === "line") return grip.axis === "rows" ? "row-resize" : "col-resize";
  if (grip.across === 0) return "ns-resize";
  if (grip.down === 0) return "ew-resize";
  return grip.across === grip.down ? "nwse-resize" : "nesw-resize";
}

/** A box whose edges were dragged by a distance; it does not turn inside out. */
export function dragged(box: Box, { across, down }: { across: -1 | 0 | 1; down: -1 | 0 | 1 }, x: number, y: number) {
  const left = across < 0 ? Math.min(box.left + x, box.left + box.width - 2) : box.left;
  const top = down < 0 ? Math.min(box.top + y, box.top + box.height - 2) : box.top;
  const right = across > 0 ? Math.max(box.left + box.width + x, box.left + 2) : box.left + box.width;
  const bottom = down > 0 ? Math.max(box.top + box.height + y, box.top + 2) : box.top + box.height;
  return { left, top, width: right - left, height: bottom - top };
}

/** Where handles are drawn: the corners and the middles of the edges. */
export function handlesOf({ left, top, width, height }: Box): readonly (readonly [number, number])[] {
  const [xs, ys] = [
    [left, left + width / 2, left + width],
    [top, top + height / 2, top + height],
  ];
  return ys.flatMap((y, row) => xs.flatMap((x, column) => (row === 1 && column === 1 ? [] : [[x, y] as const])));
}
