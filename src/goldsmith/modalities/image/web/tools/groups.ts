/** Shapes that belong together. */
import type { ImageShape } from "../geometry";

/** These shapes and all that share a group with one of them. */
export function withGroups(shapes: readonly ImageShape[], uuids: readonly string[]): readonly string[] {
  const wanted = new Set(uuids);
  const groups = new Set(shapes.filter(({ uuid }) => wanted.has(uuid)).map(({ group }) => group));
  return shapes
    .filter(({ uuid, group }) => wanted.has(uuid) || (group !== undefined && groups.has(group)))
    .map(({ uuid }) => uuid);
}

export function grouped(shapes: readonly ImageShape[]): readonly ImageShape[] {
  const group = crypto.randomUUID();
  return shapes.map((shape) => ({ ...shape, group }));
}

export function ungrouped(shapes: readonly ImageShape[]): readonly ImageShape[] {
  return shapes.filter(({ group }) => group !== undefined).map(({ group: _group, ...shape }) => shape as ImageShape);
}

/** Copies with names of their own; those that were one group are one new group. */
export function copies(shapes: readonly ImageShape[]): readonly ImageShape[] {
  const groups = new Map<string, string>();
  return shapes.map((shape) => {
    const copy = { ...shape, uuid: crypto.randomUUID() };
    if (shape.group === undefined) return copy;
    const group = groups.get(shape.group) ?? crypto.randomUUID();
    groups.set(shape.group, group);
    return { ...copy, group };
  });
}
