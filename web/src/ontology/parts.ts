/** What the parts of an ontology have in common while somebody edits them. Pure. */
import { nameFromTitle } from "./names";
import { keysAbove, keysBelow } from "./parents";

export interface Part {
  key: string;
  name: string;
  title: string;
  isSaved: boolean;
  retired: boolean;
  /** The key of the one above it, of parts that form a taxonomy. */
  parent?: string;
}

/** A title typed for a part whose name is still free carries the name along, until somebody types a name of their own. */
export function change<T extends Part>(parts: T[], key: string, wanted: Partial<T>): T[] {
  return parts.map((part) => {
    if (part.key !== key) return part;
    const changed = { ...part, ...wanted };
    if (part.isSaved) return { ...changed, name: part.name };
    const followsTitle =
      wanted.title !== undefined && wanted.name === undefined && part.name === nameFromTitle(part.title);
    return followsTitle ? { ...changed, name: nameFromTitle(changed.title) } : changed;
  });
}

/** A new part disappears, and what stands below it moves up; a saved one is retired, and comes back when removed again. */
export function remove<T extends Part>(parts: T[], key: string): T[] {
  const part = parts.find((each) => each.key === key);
  if (!part) return parts;
  if (part.isSaved) return part.retired ? restore(parts, key) : retire(parts, key);
  const moved = parts.map((each) => (each.parent === key ? { ...each, parent: part.parent } : each));
  return moved.filter((each) => each.key !== key);
}

/** With all that stands below it, as nothing is asked below what is retired. */
function retire<T extends Part>(parts: T[], key: string): T[] {
  const gone = new Set([key, ...keysBelow(parts, key)]);
  const left = parts.filter((part) => part.isSaved || !gone.has(part.key));
  return left.map((part) => (gone.has(part.key) ? { ...part, retired: true } : part));
}

/** With all that stands above and below it. */
function restore<T extends Part>(parts: T[], key: string): T[] {
  const back = new Set([key, ...keysAbove(parts, key), ...keysBelow(parts, key)]);
  return parts.map((part) => (back.has(part.key) ? { ...part, retired: false } : part));
}
