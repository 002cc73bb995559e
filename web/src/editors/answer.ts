/** An answer as a fold of operations: apply, invert, and nothing else. Pure. */
import type { Answer, Link, Op, Shape } from "./contract";
import { isEmpty } from "./faults";

export const EMPTY_ANSWER: Answer = { annotations: [], global_attributes: {}, links: [] };

/** Make an answer from what the server sent, which may omit empty parts. */
export function completeAnswer(answer: Partial<Answer> | null | undefined): Answer {
  return {
    annotations: (answer?.annotations ?? []).map((shape) => ({
      ...shape,
      attributes: shape.attributes ?? {},
    })),
    global_attributes: answer?.global_attributes ?? {},
    links: (answer?.links ?? []).map((link) => ({ ...link, attributes: link.attributes ?? {} })),
  };
}

export function applyOps(answer: Answer, ops: readonly Op[]): Answer {
  return ops.reduce(applyOp, answer);
}

export function applyOp(answer: Answer, op: Op): Answer {
  switch (op.op) {
    case "put":
      return { ...answer, annotations: upsert(answer.annotations, op.annotation) };
    case "remove":
      return { ...answer, annotations: without(answer.annotations, op.uuid) };
    case "set":
      return { ...answer, global_attributes: withAttribute(answer, op.name, op.value) };
    case "link":
      return { ...answer, links: upsert(answer.links, op.link) };
    case "unlink":
      return { ...answer, links: without(answer.links, op.uuid) };
  }
}

/** The operations that take `answer` back to what it is now, after `ops` were applied to it. */
export function invertOps(answer: Answer, ops: readonly Op[]): Op[] {
  const inverses: Op[] = [];
  let current = answer;
  for (const op of ops) {
    inverses.push(invertOp(current, op));
    current = applyOp(current, op);
  }
  return inverses.reverse();
}

function invertOp(answer: Answer, op: Op): Op {
  switch (op.op) {
    case "put":
      return restoreShape(answer, op.annotation.uuid);
    case "remove":
      return restoreShape(answer, op.uuid);
    case "set":
      return { op: "set", name: op.name, value: answer.global_attributes[op.name] ?? null };
    case "link":
      return restoreLink(answer, op.link.uuid);
    case "unlink":
      return restoreLink(answer, op.uuid);
  }
}

function restoreShape(answer: Answer, uuid: string): Op {
  const annotation = findByUuid<Shape>(answer.annotations, uuid);
  return annotation ? { op: "put", annotation } : { op: "remove", uuid };
}

function restoreLink(answer: Answer, uuid: string): Op {
  const link = findByUuid<Link>(answer.links, uuid);
  return link ? { op: "link", link } : { op: "unlink", uuid };
}

/** Removing a shape takes its links along, so that no link points at nothing. */
export function removalOps(answer: Answer, uuids: readonly string[]): Op[] {
  const gone = new Set(uuids);
  const links = answer.links.filter((link) => gone.has(link.from) || gone.has(link.to));
  return [
    ...links.map((link): Op => ({ op: "unlink", uuid: link.uuid })),
    ...uuids.map((uuid): Op => ({ op: "remove", uuid })),
  ];
}

/** The operations that build `answer` from nothing. */
export function buildingOps(answer: Answer): Op[] {
  return [
    ...answer.annotations.map((annotation): Op => ({ op: "put", annotation })),
    ...Object.entries(answer.global_attributes).map(([name, value]): Op => ({ op: "set", name, value })),
    ...answer.links.map((link): Op => ({ op: "link", link })),
  ];
}

/** One undoable step from one answer to another. */
export function replacingOps(before: Answer, after: Answer): Op[] {
  return [
    ...before.links.map((link): Op => ({ op: "unlink", uuid: link.uuid })),
    ...before.annotations.map((shape): Op => ({ op: "remove", uuid: shape.uuid })),
    ...Object.keys(before.global_attributes).map((name): Op => ({ op: "set", name, value: null })),
    ...buildingOps(after),
  ];
}

export function findByUuid<T extends { uuid: string }>(items: readonly T[], uuid: string): T | undefined {
  return items.find((item) => item.uuid === uuid);
}

function upsert<T extends { uuid: string }>(items: readonly T[], item: T): readonly T[] {
  const index = items.findIndex((other) => other.uuid === item.uuid);
  return index < 0 ? [...items, item] : items.with(index, item);
}

function without<T extends { uuid: string }>(items: readonly T[], uuid: string): readonly T[] {
  return items.filter((item) => item.uuid !== uuid);
}

function withAttribute(answer: Answer, name: string, value: unknown): Answer["global_attributes"] {
  const { [name]: _previous, ...others } = answer.global_attributes;
  return value === null || isEmpty(value) ? others : { ...answer.global_attributes, [name]: value as string };
}
