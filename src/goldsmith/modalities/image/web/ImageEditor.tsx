/** Shapes on one picture. */
import {
  allowsShape,
  CANVAS,
  chordOf,
  type EditorProps,
  isOnCanvas,
  labelOf,
  liveLabels,
  type Op,
  removalOps,
  useKeys,
  useStatus,
} from "@goldsmith/editors";
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { assistDesk, labelToAsk } from "./assist/desk";
import { type ImageShape, isImageShape, SHAPE_TYPES, type ShapeType } from "./geometry";
import { disagreementOf } from "./heat/disagreement";
import { ImageCanvas, type Sight } from "./ImageCanvas";
import { ImageToolRail } from "./ImageToolRail";
import { type Bench, ImageTools, type ToolName } from "./ImageTools";
import styles from "./image.module.css";
import { EDIT_TOOLS, imageKeys } from "./keys";
import { labelAllowing } from "./labelAllowing";
import { pressCover } from "./mask/coverKeys";
import { isMaskTool } from "./mask/desk";
import { MaskBar } from "./mask/MaskBar";
import { useBrushWheel } from "./mask/useBrushWheel";
import { useMasks } from "./mask/useMasks";
import type { Picture } from "./pictureLayer";
import { activeFeatures } from "./scene";
import { useSight } from "./sight/useSight";
import { findsBorderOf, isBorderTool } from "./tools/borders";
import { useNote } from "./useNote";
import { useShapesOn } from "./useShapesOn";

interface ImageEditorProps extends EditorProps {
  readonly picture: Picture;
  /** Which of the pictures that are shown in turn this is: each keeps its own zoom. */
  readonly view: number;
}

interface Stretched {
  readonly picture: Picture;
  readonly canvas: ImageCanvas;
}

export function ImageEditor(props: ImageEditorProps) {
  const { picture, view, answer, selection, overlays, unconfirmed, colorOf, ontology, onPainted, onStatus } = props;
  const { t } = useTranslation("editor.image.v1");
  const target = useRef<HTMLDivElement>(null);
  const [stretched, setStretched] = useState<Stretched | null>(null);
  const canvas = stretched?.picture === picture ? stretched.canvas : null;
  const sights = useRef(new Map<number, Sight>());
  const [isHidden, setHidden] = useState(false);
  const [isHeated, setHeated] = useState(false);
  const canBeHeated = overlays.length > 1;
  const [, refresh] = useReducer((count: number) => count + 1, 0);

  const shapes = useMemo(() => answer.annotations.filter(isImageShape), [answer]);
  const byUuid = useMemo(() => new Map(shapes.map((shape) => [shape.uuid, shape])), [shapes]);
  const selected = useMemo(
    () => selection.map((uuid) => byUuid.get(uuid)).filter((shape) => shape !== undefined),
    [selection, byUuid],
  );
  const types = useMemo(() => SHAPE_TYPES.filter((type) => labelAllowing(props, type) !== null), [ontology]);

  const skeletonOf = useCallback((label: string) => labelOf(ontology, label)?.skeleton ?? null, [ontology]);
  const bench = useRef<Bench>(null as unknown as Bench);
  const [tools] = useState(() => new ImageTools(() => bench.current));
  const [note, setNote] = useNote(shapes);
  const say: Bench["say"] = (text, values) => setNote({ text, ...(values && { values }) });
  const [zoom, setZoom] = useState(100);
  const maskLabel = labelAllowing(props, "mask");
  const masks = useMasks({ props, picture, canvas, tools, shapes, selected, say, label: maskLabel });
  const borders = useSight({ props, ground: picture, canvas, words: "editor.image.v1" });
  const redraw = () =>
    canvas?.showActive(
      activeFeatures({
        tools,
        size: canvas.size,
        resolution: canvas.resolution,
        selected,
        links: answer.links,
        byUuid,
        readOnly: props.readOnly,
        drawingColor: colorOf(labelFor(tools.tool) ?? ""),
        colorOf,
        titleOf: props.titleOf,
        skeletonOf,
      }),
    );
  bench.current = makeBench();

  function labelFor(tool: ToolName): string | null {
    if (tool === "assist" || tool === "cutout") return labelToAsk(props)?.name ?? null;
    if (tool === "scissors") return labelAllowing(props, "polygon") ?? labelAllowing(props, "line");
    const type = shapeOf(tool);
    return type === null ? null : labelAllowing(props, type);
  }

  function makeBench(): Bench {
    return {
      size: canvas?.size ?? { width: 0, height: 0 },
      readOnly: props.readOnly,
      shapes,
      selected,
      masks: masks.desk,
      assist: assistDesk(props),
      activeLabel: props.activeLabel,
      ...borders,
      labelFor,
      canHave: ({ label, type }) => liveLabels(ontology).some((one) => one.name === label && allowsShape(one, type)),
      skeletonOf,
      shapesAt: (at, reach) => (isHidden ? [] : (canvas?.shapesAt(at, reach) ?? [])),
      shapesWithin: (bounds) => (isHidden ? [] : (canvas?.shapesWithin(bounds) ?? [])),
      resolution: () => canvas?.resolution ?? 1,
      viewCenter: () => canvas?.center ?? { x: 0, y: 0 },
      reveal: (at) => canvas?.reveal(at),
      act: (ops: readonly Op[]) => props.dispatch(ops),
      removal: (uuids) => removalOps(answer, uuids),
      drawn(shape: ImageShape) {
        props.dispatch({ op: "put", annotation: shape });
        if (props.activeLabel !== shape.label) props.onActiveLabel(shape.label);
        if (asksMore(props, shape.label)) props.onSelect([shape.uuid]);
      },
      select: props.onSelect,
      say,
      rest: () => pickTool("select"),
      redraw,
    };
  }

  function pickTool(tool: ToolName): void {
    setNote(null);
    tools.pick(tool);
    refresh();
  }

  useLayoutEffect(() => {
    if (!target.current) return;
    const size = { width: picture.width, height: picture.height };
    const made = new ImageCanvas(target.current, picture, size, tools);
    const before = sights.current.get(view);
    if (before) made.sight = before;
    setStretched({ picture, canvas: made });
    return () => {
      tools.cancel();
      sights.current.set(view, made.sight);
      made.dispose();
    };
  }, [picture, view, tools]);

  const others = useMemo(
    () =>
      overlays.flatMap(({ key, answer: other }) =>
        other.annotations.filter(isImageShape).map((shape) => ({ ...shape, uuid: `${key} ${shape.uuid}` })),
      ),
    [overlays],
  );
  useShapesOn(canvas, { shapes, others, selection, unconfirmed, isHidden, colorOf, skeletonOf });

  useLayoutEffect(() => {
    const isShown = canvas && isHeated && canBeHeated;
    const answers = isShown ? overlays.map(({ answer: other }) => other.annotations.filter(isImageShape)) : [];
    canvas?.showHeat(isShown ? disagreementOf(answers, canvas.size) : null);
  }, [canvas, overlays, isHeated, canBeHeated]);

  useBrushWheel(target, tools);
  useLayoutEffect(() => redraw());

  useEffect(() => {
    if (!canvas) return;
    const tell = () => setZoom(Math.round(100 / canvas.resolution));
    tell();
    return canvas.onView(tell);
  }, [canvas]);

  const count = note?.text === "gapsLeft" ? null : masks.gaps;
  const gaps = count ? ` · ${t("gaps", { count, formatted: count.toLocaleString() })}` : "";
  useStatus(onStatus, t, note, canvas && t("zoom", { percent: zoom }) + gaps);

  useLayoutEffect(() => {
    if (!canvas) return;
    canvas.paint();
    onPainted();
  }, [canvas, onPainted]);

  useEffect(() => {
    const [shape] = selected;
    if (shape && canvas) canvas.revealShape(shape);
  }, [canvas, selection]);

  useEffect(() =>
    props.takeLabelPress((name) => {
      const label = ontology.labels?.find((one) => one.name === name);
      const fits = (tool: ToolName) => {
        const type = shapeOf(tool);
        return label !== undefined && type !== null && types.includes(type) && allowsShape(label, type);
      };
      // With a drawing tool in hand a label is for the next shape, not for the last.
      const relabels = tools.keepsSelection && !isMaskTool(tools.tool) && selected.some((shape) => fits(shape.type));
      if (relabels) return "untaken";
      props.onSelect([]);
      if (label && findsBorderOf(tools.tool, label)) return "armed";
      if (!fits(tools.tool)) pickTool(types.find(fits) ?? "select");
      return "armed";
    }),
  );

  useKeys("editor", (event) => {
    if (!canvas || !isOnCanvas(event.target)) return false;
    const chord = chordOf(event);
    // What is selected in other pictures as well is the business of the whole set.
    if (chord === "Ctrl+G" && selected.length < selection.length) return false;
    const used = imageKeys(chord, {
      canvas,
      tools,
      bench: bench.current,
      types,
      hasSelection: selection.length > 0,
      pickTool,
      toggleHidden,
      toggleHeat: canBeHeated ? toggleHeat : null,
    });
    if (used) refresh();
    return used || (types.includes("mask") && pressCover(chord, bench.current));
  });

  function toggleHidden(): void {
    setHidden(!isHidden);
  }

  function toggleHeat(): void {
    setHeated(!isHeated);
  }

  return (
    <div className={styles.frame}>
      <ImageToolRail
        types={props.readOnly ? [] : types}
        active={tools.tool}
        bench={bench.current}
        isHidden={isHidden}
        onPick={pickTool}
        onHide={toggleHidden}
        isHeated={isHeated}
        onHeat={canBeHeated ? toggleHeat : null}
        canvas={canvas}
      />
      <div className={styles.stage}>
        <div ref={target} className={styles.canvas} {...CANVAS} role="application" aria-label={t("canvas")} />
        {isMaskTool(tools.tool) && (
          <MaskBar tool={tools.tool} bench={bench.current} gaps={masks.gaps} onChange={redraw} />
        )}
      </div>
    </div>
  );
}

/** The type of shape that a tool makes; null for those that make none. */
function shapeOf(tool: ToolName): ShapeType | null {
  if (isMaskTool(tool)) return "mask";
  return tool in EDIT_TOOLS || tool === "select" || isBorderTool(tool) ? null : (tool as ShapeType);
}

function asksMore({ ontology }: EditorProps, name: string): boolean {
  const label = ontology.labels?.find((one) => one.name === name);
  return (label?.attributes ?? []).some((attribute) => !attribute.retired);
}
