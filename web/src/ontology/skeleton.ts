/** A label's skeleton while somebody edits it: keypoints, where they typically lie, and what joins them. Pure.
 *
 * A saved keypoint is in answers, so it stays and keeps its name.
 */
import type { Label } from "../api";
import { makeKey, NAME, nameFromTitle } from "./names";

type Skeleton = NonNullable<Label["skeleton"]>;

export interface DraftPoint {
  key: string;
  isSaved: boolean;
  name: string;
  title: string;
  /** Shares of the skeleton's width and height, y down. */
  x: number;
  y: number;
  /** The key of the keypoint that takes its place in a mirror; "" for none. */
  mirror: string;
}

/** Edges join keypoints by their keys. */
export interface DraftSkeleton {
  points: DraftPoint[];
  edges: [string, string][];
}

export const NO_SKELETON: DraftSkeleton = { points: [], edges: [] };

const FINEST = 1000;

export function toDraftSkeleton({ points, edges }: Skeleton, isSaved: boolean): DraftSkeleton {
  const keys = new Map(points.map(({ name }) => [name, makeKey()]));
  const keyOf = (name: string) => keys.get(name) ?? "";
  return {
    points: points.map((point) => ({
      ...point,
      key: keyOf(point.name),
      isSaved,
      title: point.title || point.name,
      mirror: keyOf(point.mirror),
    })),
    edges: edges.map(([from, to]) => [keyOf(from), keyOf(to)]),
  };
}

/** A skeleton without keypoints is none. */
export function toSkeleton({ points, edges }: DraftSkeleton): Skeleton | null {
  const names = new Map(points.map(({ key, name }) => [key, name]));
  if (points.length === 0) return null;
  return {
    points: points.map(({ name, title, x, y, mirror }) => ({ name, title, x, y, mirror: names.get(mirror) ?? "" })),
    edges: edges.map(([from, to]) => [names.get(from) ?? "", names.get(to) ?? ""]),
  };
}

/** A new keypoint, joined to the one it was drawn from. */
export function addPoint(skeleton: DraftSkeleton, place: { x: number; y: number }, from: string | null): DraftSkeleton {
  const title = `Point ${skeleton.points.length + 1}`;
  const point = {
    key: makeKey(),
    isSaved: false,
    title,
    name: freeName(skeleton, title),
    mirror: "",
    ...inside(place),
  };
  const edges: [string, string][] = from === null ? skeleton.edges : [...skeleton.edges, [from, point.key]];
  return { points: [...skeleton.points, point], edges };
}

function freeName({ points }: DraftSkeleton, title: string): string {
  const taken = new Set(points.map(({ name }) => name));
  const wanted = nameFromTitle(title);
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  return name;
}

export function movePoint(skeleton: DraftSkeleton, key: string, place: { x: number; y: number }): DraftSkeleton {
  return changePoint(skeleton, key, inside(place));
}

function inside({ x, y }: { x: number; y: number }) {
  const share = (value: number) => Math.round(Math.max(0, Math.min(1, value)) * FINEST) / FINEST;
  return { x: share(x), y: share(y) };
}

/** A title typed for a keypoint whose name is still free carries the name along. */
export function changePoint(skeleton: DraftSkeleton, key: string, change: Partial<DraftPoint>): DraftSkeleton {
  const points = skeleton.points.map((point) => {
    if (point.key !== key) return point;
    const changed = { ...point, ...change };
    if (point.isSaved) return { ...changed, name: point.name };
    const follows =
      change.title !== undefined && change.name === undefined && point.name === nameFromTitle(point.title);
    return follows ? { ...changed, name: nameFromTitle(changed.title) } : changed;
  });
  return { ...skeleton, points };
}

/** Partners in a mirror name each other; former partners let go. */
export function pairPoints(skeleton: DraftSkeleton, key: string, partner: string): DraftSkeleton {
  const points = skeleton.points.map((point) => {
    if (point.key === key) return { ...point, mirror: partner };
    if (point.key === partner) return { ...point, mirror: key };
    return point.mirror === key || (partner !== "" && point.mirror === partner) ? { ...point, mirror: "" } : point;
  });
  return { ...skeleton, points };
}

/** Join two keypoints, or part them. */
export function toggleEdge(skeleton: DraftSkeleton, a: string, b: string): DraftSkeleton {
  if (a === b) return skeleton;
  const others = skeleton.edges.filter(([from, to]) => !(from === a && to === b) && !(from === b && to === a));
  const isThere = others.length < skeleton.edges.length;
  return { ...skeleton, edges: isThere ? others : [...others, [a, b]] };
}

/** A saved keypoint stays. */
export function removePoint(skeleton: DraftSkeleton, key: string): DraftSkeleton {
  if (skeleton.points.some((point) => point.key === key && point.isSaved)) return skeleton;
  const points = skeleton.points.filter((point) => point.key !== key);
  return {
    points: points.map((point) => (point.mirror === key ? { ...point, mirror: "" } : point)),
    edges: skeleton.edges.filter(([from, to]) => from !== key && to !== key),
  };
}

/** Whether keypoints lack names of their own, or are missing where the label is marked with skeletons. */
export function skeletonFault({ shapes, skeleton }: { shapes: string[]; skeleton: DraftSkeleton | null }): boolean {
  const points = skeleton?.points ?? [];
  const names = new Set(points.map(({ name }) => name));
  if (names.size < points.length || points.some(({ name }) => !NAME.test(name))) return true;
  return points.length === 0 && shapes.includes("skeleton");
}
