/** Keeps the shapes on a canvas as the answers say: one's own, those in hand, other people's on top. */
import { useLayoutEffect } from "react";
import type { ImageShape } from "./geometry";
import type { ImageCanvas } from "./ImageCanvas";
import type { Bench } from "./ImageTools";

interface Shown {
  readonly shapes: readonly ImageShape[];
  /** With names that no shape of one's own has. */
  readonly others: readonly ImageShape[];
  readonly selection: readonly string[];
  readonly unconfirmed: ReadonlySet<string>;
  readonly isHidden: boolean;
  readonly colorOf: (label: string) => string;
  readonly skeletonOf: Bench["skeletonOf"];
}

export function useShapesOn(canvas: ImageCanvas | null, shown: Shown): void {
  const { shapes, others, selection, unconfirmed, isHidden, colorOf, skeletonOf } = shown;
  useLayoutEffect(() => {
    canvas?.showShapes(shapes, ({ uuid, label }) => ({
      color: colorOf(label),
      look: unconfirmed.has(uuid) ? "guess" : "plain",
      edges: skeletonOf(label)?.edges,
    }));
  }, [canvas, shapes, unconfirmed, colorOf, skeletonOf]);

  useLayoutEffect(() => canvas?.hideShapes(new Set(selection)), [canvas, selection]);

  useLayoutEffect(() => {
    canvas?.showOverlays(others, ({ label }) => ({
      color: colorOf(label),
      look: "overlay",
      edges: skeletonOf(label)?.edges,
    }));
  }, [canvas, others, colorOf, skeletonOf]);

  useLayoutEffect(() => canvas?.setVisible(!isHidden), [canvas, isHidden]);
}
