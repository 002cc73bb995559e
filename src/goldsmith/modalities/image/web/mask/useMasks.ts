/** Joins the mask tools to the answer, the canvas and the picture. */
import { type EditorProps, labelOf, removalOps } from "@goldsmith/editors";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { ImageShape, Size } from "../geometry";
import type { ImageCanvas } from "../ImageCanvas";
import type { ImageTools } from "../ImageTools";
import type { Picture } from "../pictureLayer";
import type { Message } from "../strings";
import { PictureColors } from "./colors";
import { countGaps, coverOf } from "./cover";
import type { MaskDesk } from "./desk";
import { targetOf } from "./edits";
import { maskSettings } from "./settings";
import { bitmapOf, isMask, type MaskShape } from "./shape";

interface Surroundings {
  readonly say: (message: Message) => void;
  readonly props: EditorProps;
  readonly picture: Picture;
  readonly canvas: ImageCanvas | null;
  readonly tools: ImageTools;
  readonly shapes: readonly ImageShape[];
  readonly selected: readonly ImageShape[];
  /** The label that a new mask gets. */
  readonly label: string | null;
}

interface Masks {
  readonly desk: MaskDesk;
  /** Pixels without a label; null where they may have none. */
  readonly gaps: number | null;
}

/** Counting waits until the hand rests. */
const REST_MS = 120;

export function useMasks({ props, picture, canvas, tools, shapes, selected, label, say }: Surroundings): Masks {
  const { answer, ontology } = props;
  const masks = useMemo(() => shapes.filter(isMask), [shapes]);
  const colors = useMemo(() => new PictureColors(picture), [picture]);
  const mustCover = ontology.masks?.allow_unlabeled === false;
  const gaps = useGaps(masks, sizeOf(picture), mustCover);
  const isLocked = useStore(maskSettings, (settings) => settings.isLocked);
  const chosen = selected.filter(isMask);
  const isThing = (name: string) => labelOf(ontology, name)?.is_thing !== false;
  const desk: MaskDesk = {
    masks,
    selected: chosen,
    mustCover,
    mayOverlap: ontology.masks?.may_overlap !== false,
    isLocked,
    removal: (uuid) => removalOps(answer, [uuid]),
    target() {
      const name = chosen.length === 1 ? (chosen[0] as MaskShape).label : label;
      if (name === null) say("noMaskLabel");
      const uuids = chosen.map(({ uuid }) => uuid);
      return name === null ? null : targetOf(name, { masks, selected: uuids, isThing: isThing(name) });
    },
    masksAt: (at) => canvas?.masks.at(at) ?? [],
    colorOf: props.colorOf,
    isThing,
    visibleFrame: () => canvas?.visibleFrame ?? null,
    colors(frame) {
      try {
        return colors.read(frame);
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        say("noColors");
        return null;
      }
    },
    preview: (preview, changed) => canvas?.masks.preview(preview, changed),
    commit(ops, target) {
      if (ops.length === 0) return;
      props.dispatch(ops);
      if (!target) return;
      if (props.activeLabel !== target.label) props.onActiveLabel(target.label);
      props.onSelect([target.uuid]);
    },
    crosshair: () => tools.crosshair,
    point(at) {
      tools.point(at);
      if (at) canvas?.lookAt(at);
    },
  };
  return { desk, gaps };
}

function useGaps(masks: readonly MaskShape[], size: Size, isAsked: boolean): number | null {
  const [gaps, setGaps] = useState<number | null>(null);
  const { width, height } = size;
  useEffect(() => {
    if (!isAsked) return;
    const timer = setTimeout(() => setGaps(countGaps(coverOf(masks.map(bitmapOf), { width, height }))), REST_MS);
    return () => clearTimeout(timer);
  }, [masks, width, height, isAsked]);
  return isAsked ? gaps : null;
}

function sizeOf({ width, height }: Picture): Size {
  return { width, height };
}
