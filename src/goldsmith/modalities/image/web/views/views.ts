/** Answers about a set of pictures, one picture at a time. Pure. */
import type { Answer, EditorTask, Op, Overlay, Shape } from "@goldsmith/editors";

/** Which picture of the set a shape lies in, from 0. */
export function viewOf(shape: Shape): number {
  return typeof shape.view === "number" ? shape.view : 0;
}

export function inView(annotations: readonly Shape[], view: number): readonly Shape[] {
  return annotations.filter((shape) => viewOf(shape) === view);
}

export function answerIn(answer: Answer, view: number): Answer {
  return { ...answer, annotations: inView(answer.annotations, view) };
}

/** Other people's answers, each with what it says of this picture. */
export function overlaysIn(overlays: readonly Overlay[], view: number): readonly Overlay[] {
  return overlays.map((overlay) => ({ ...overlay, answer: answerIn(overlay.answer, view) }));
}

/** What a hand does on one picture, told of the set; shapes of the first picture do not say so. */
export function placedIn(view: number, ops: Op | readonly Op[]): readonly Op[] {
  return ("op" in ops ? [ops] : ops).map((op) =>
    op.op === "put" ? { op: "put", annotation: placed(op.annotation, view) } : op,
  );
}

function placed(shape: Shape, view: number): Shape {
  const { view: _before, ...rest } = shape;
  return (view === 0 ? rest : { ...rest, view }) as Shape;
}

/** What came or became another. */
export function added(before: readonly Shape[], after: readonly Shape[]): readonly Shape[] {
  const known = new Set(before);
  return after.filter((shape) => !known.has(shape));
}

/** What came, went or became another. */
export function changed(before: readonly Shape[], after: readonly Shape[]): readonly Shape[] {
  return [...added(before, after), ...added(after, before)];
}

/** Where to look for these shapes, if none of them lies in this picture; the first of theirs. */
export function elsewhere(shapes: readonly Shape[], view: number): number | null {
  const views = new Set(shapes.map(viewOf));
  return views.size === 0 || views.has(view) ? null : Math.min(...views);
}

export function countByView(annotations: readonly Shape[], views: number): readonly number[] {
  const counts = new Array<number>(views).fill(0);
  for (const shape of annotations) {
    const view = viewOf(shape);
    if (view < views) counts[view] = (counts[view] ?? 0) + 1;
  }
  return counts;
}

/** What each picture of the set is called; "" where the set does not say. */
export function viewNames({ content, assets }: EditorTask): readonly string[] {
  const names = Array.isArray(content.views) ? content.views : [];
  return assets.map((_, view) => (typeof names[view] === "string" ? names[view] : ""));
}

/** How the list of objects and Tab walk them: picture by picture, else as they were drawn. */
export function byView(a: Shape, b: Shape): number {
  return viewOf(a) - viewOf(b);
}

/** One group of shapes that lie in several pictures; nothing where they do not. */
export function groupedAcross(annotations: readonly Shape[], uuids: readonly string[], group: string): readonly Op[] {
  const chosen = new Set(uuids);
  const shapes = annotations.filter(({ uuid }) => chosen.has(uuid));
  if (new Set(shapes.map(viewOf)).size < 2) return [];
  return shapes.map((shape) => ({ op: "put", annotation: { ...shape, group } }));
}
