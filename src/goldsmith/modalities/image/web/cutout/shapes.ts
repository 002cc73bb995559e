/** The pixels of a thing as a shape that its label may have. Pure. */
import type { MARKED } from "../assist/desk";
import { convexHull, type ImageShape, type Point, round, turnAround } from "../geometry";
import type { Bitmap } from "../mask/bitmap";
import { polygonsOf } from "../mask/convert";
import { outlinesOf } from "../mask/outlines";
import { maskOf } from "../mask/shape";
import { boundsOf, middleOf } from "../points";

/** Corners that stray less than this from a straight line are left out of a polygon, in pixels of what was looked at. */
const TOLERANCE = 0.75;
const GUESS = "guess";

/** `scale`: pixels that were looked at for each of the picture's. */
export function shapeOfBitmap(bitmap: Bitmap, label: string, kind: (typeof MARKED)[number], scale: number): ImageShape {
  const common = { uuid: GUESS, label, attributes: {} };
  const { left, top, width, height } = bitmap;
  if (kind === "mask") return maskOf(common, bitmap);
  if (kind === "polygon") return polygonsOf(maskOf(common, bitmap), TOLERANCE / scale)[0] as ImageShape;
  if (kind === "box") return { ...common, type: "box", left, top, width, height };
  return { ...common, type: "rotated_box", ...smallestTurnedBox(outlinesOf(bitmap).flat()) };
}

/** Of all boxes around points the smallest: one of its sides lies on their convex hull. */
export function smallestTurnedBox(points: readonly Point[]) {
  const hull = convexHull(points);
  const boxes = hull.map((from, index) => {
    const to = hull[(index + 1) % hull.length] as Point;
    return boxAtAngle(hull, (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI);
  });
  return boxes.reduce((best, box) => (box.width * box.height < best.width * best.height ? box : best));
}

function boxAtAngle(hull: readonly Point[], angle: number) {
  const origin = { x: 0, y: 0 };
  // A side on a hull may run any of four ways: the turn is the one from -45 to 45 degrees.
  const rotation = round(angle - 90 * Math.round(angle / 90));
  const upright = boundsOf(hull.map((place) => turnAround(place, origin, -rotation)));
  const middle = turnAround(middleOf(upright), origin, rotation);
  const [width, height] = [round(upright.right - upright.left), round(upright.bottom - upright.top)];
  return { left: round(middle.x - width / 2), top: round(middle.y - height / 2), width, height, rotation };
}
