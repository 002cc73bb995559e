/**
 * A block in perspective. Handles: the eight corners, then the middle of the front and of the back, which move a whole
 * face. The corners of an upright face keep it upright, unless the hand takes one alone.
 */
import {
  boundsOf,
  contains,
  convexHull,
  distanceToPath,
  middleOf,
  type Point,
  round,
  roundPoint,
  signedArea,
} from "../points";
import type { CuboidShape, Form, Stroke } from "./contract";
import { grower, shifted } from "./vertices";

const CORNERS = 8;
const FACE = 4;

const front = ({ vertices }: CuboidShape) => vertices.slice(0, FACE);
const back = ({ vertices }: CuboidShape) => vertices.slice(FACE);

function faceMiddle(face: readonly Point[]): Point {
  return middleOf(boundsOf(face));
}

/** Top left, top right, bottom right, bottom left with vertical and horizontal edges. */
function isUpright([a, b, c, d]: readonly Point[]): boolean {
  return a?.y === b?.y && b?.x === c?.x && c?.y === d?.y && d?.x === a?.x;
}

/** In a face that runs around, one neighbour of a corner shares its height and the other its side. */
function dragCorner(face: readonly Point[], corner: number, { x, y }: Point, isAlone: boolean): readonly Point[] {
  const moved = face.with(corner, { x, y });
  if (isAlone || !isUpright(face)) return moved;
  const level = corner ^ 1;
  const upright = FACE - 1 - corner;
  const across = { x: (face[level] as Point).x, y };
  return moved.with(level, across).with(upright, { x, y: (face[upright] as Point).y });
}

function isFlat(vertices: readonly Point[]): boolean {
  return Math.abs(signedArea(vertices.slice(0, FACE))) === 0 || Math.abs(signedArea(vertices.slice(FACE))) === 0;
}

function withFaces(shape: CuboidShape, faces: readonly Point[]): CuboidShape | null {
  return isFlat(faces) ? null : { ...shape, vertices: faces };
}

function moveFace(shape: CuboidShape, isFront: boolean, to: Point): CuboidShape {
  const from = faceMiddle(isFront ? front(shape) : back(shape));
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const vertices = isFront
    ? [...shifted(front(shape), dx, dy), ...back(shape)]
    : [...front(shape), ...shifted(back(shape), dx, dy)];
  return { ...shape, vertices };
}

function moveCorner(shape: CuboidShape, index: number, to: Point, isAlone: boolean): CuboidShape | null {
  const place = roundPoint(to);
  if (index < FACE) return withFaces(shape, [...dragCorner(front(shape), index, place, isAlone), ...back(shape)]);
  return withFaces(shape, [...front(shape), ...dragCorner(back(shape), index - FACE, place, isAlone)]);
}

export const cuboid: Form<CuboidShape> = {
  fewest: 3,
  /** Two corners of the front face, and where the second of them lies on the back face. */
  make(fresh, [a, b, deep]) {
    if (!a || !b || !deep) return null;
    const { left, top, right, bottom } = boundsOf([a, b]);
    const [xs, ys] = [
      [left, right, right, left],
      [top, top, bottom, bottom],
    ];
    const face = xs.map((x, index) => ({ x: round(x), y: round(ys[index] as number) }));
    const vertices = [...face, ...shifted(face, deep.x - b.x, deep.y - b.y)];
    return withFaces({ ...fresh, type: "cuboid", vertices }, vertices);
  },
  strokes(shape) {
    const edges = front(shape).map(
      (corner, index): Stroke => ({
        points: [corner, back(shape)[index] as Point],
        role: "edge",
        isClosed: false,
      }),
    );
    return [
      { points: back(shape), role: "back", isClosed: true },
      ...edges,
      { points: front(shape), role: "outline", isClosed: true },
    ];
  },
  reach: ({ vertices }) => vertices,
  handles: (shape) => [...shape.vertices, faceMiddle(front(shape)), faceMiddle(back(shape))],
  moveHandle: (shape, index, to, { isAlone }) =>
    index < CORNERS ? moveCorner(shape, index, to, isAlone) : moveFace(shape, index === CORNERS, to),
  move: (shape, dx, dy) => ({ ...shape, vertices: shifted(shape.vertices, dx, dy) }),
  grow(shape, by, size) {
    const grow = grower(shape.vertices, by, size);
    return grow && withFaces(shape, shape.vertices.map(grow));
  },
  distance(shape, at) {
    const hull = convexHull(shape.vertices);
    return contains(hull, at) ? 0 : distanceToPath(hull, at, true);
  },
  area: ({ vertices }) => Math.abs(signedArea(convexHull(vertices))),
  describe(shape) {
    const { left, top, right, bottom } = boundsOf(front(shape));
    return `cuboid · ${Math.round(right - left)} × ${Math.round(bottom - top)}`;
  },
};
