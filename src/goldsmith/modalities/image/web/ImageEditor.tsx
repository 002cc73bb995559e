/** Boxes, polygons, lines and points on one picture. */
import {
  allowsShape,
  CANVAS,
  chordOf,
  type EditorProps,
  isOnCanvas,
  liveLabels,
  type Op,
  useKeys,
} from "@goldsmith/editors";
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ImageShape, isImageShape, type ShapeType } from "./geometry";
import { ImageCanvas } from "./ImageCanvas";
import { ImageToolRail } from "./ImageToolRail";
import { type Bench, ImageTools, type ToolName } from "./ImageTools";
import styles from "./image.module.css";
import { imageKeys } from "./keys";
import { activeFeatures } from "./scene";

interface ImageEditorProps extends EditorProps {
  readonly picture: HTMLImageElement;
}

const SHAPE_TYPES: readonly ShapeType[] = ["box", "polygon", "line", "point"];

export function ImageEditor(props: ImageEditorProps) {
  const { picture, answer, selection, overlays, unconfirmed, colorOf, ontology, onPainted, onStatus } = props;
  const { t } = useTranslation("editor.image.v1");
  const target = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<ImageCanvas | null>(null);
  const [isHidden, setHidden] = useState(false);
  const [, refresh] = useReducer((count: number) => count + 1, 0);

  const shapes = useMemo(() => answer.annotations.filter(isImageShape), [answer]);
  const byUuid = useMemo(() => new Map(shapes.map((shape) => [shape.uuid, shape])), [shapes]);
  const selected = useMemo(
    () => selection.map((uuid) => byUuid.get(uuid)).filter((shape) => shape !== undefined),
    [selection, byUuid],
  );
  const types = useMemo(() => SHAPE_TYPES.filter((type) => labelAllowing(props, type) !== null), [ontology]);

  const bench = useRef<Bench>(null as unknown as Bench);
  const [tools] = useState(() => new ImageTools(() => bench.current));
  const redraw = () =>
    canvas?.showActive(
      activeFeatures({
        tools,
        size: canvas.size,
        selected,
        links: answer.links,
        byUuid,
        readOnly: props.readOnly,
        drawingColor: colorOf(labelFor(tools.tool) ?? ""),
        colorOf,
        titleOf: props.titleOf,
      }),
    );
  bench.current = makeBench();

  function labelFor(tool: ToolName): string | null {
    return tool === "select" ? null : labelAllowing(props, tool);
  }

  function makeBench(): Bench {
    return {
      size: canvas?.size ?? { width: 0, height: 0 },
      readOnly: props.readOnly,
      selected,
      labelFor,
      shapesAt: (at, reach) => (isHidden ? [] : (canvas?.shapesAt(at, reach) ?? [])),
      resolution: () => canvas?.resolution ?? 1,
      viewCenter: () => canvas?.center ?? { x: 0, y: 0 },
      reveal: (at) => canvas?.reveal(at),
      act: (ops: readonly Op[]) => props.dispatch(ops),
      drawn(shape: ImageShape) {
        props.dispatch({ op: "put", annotation: shape });
        if (props.activeLabel !== shape.label) props.onActiveLabel(shape.label);
        if (asksMore(props, shape.label)) props.onSelect([shape.uuid]);
      },
      select: props.onSelect,
      redraw,
    };
  }

  function pickTool(tool: ToolName): void {
    tools.pick(tool);
    refresh();
  }

  useLayoutEffect(() => {
    if (!target.current) return;
    const size = { width: picture.naturalWidth, height: picture.naturalHeight };
    const made = new ImageCanvas(target.current, picture, size, tools);
    setCanvas(made);
    return () => made.dispose();
  }, [picture, tools]);

  useLayoutEffect(() => {
    canvas?.showShapes(shapes, ({ uuid, label }) => ({
      color: colorOf(label),
      look: unconfirmed.has(uuid) ? "guess" : "plain",
    }));
  }, [canvas, shapes, unconfirmed, colorOf]);

  useLayoutEffect(() => canvas?.hideShapes(new Set(selection)), [canvas, selection]);

  useLayoutEffect(() => {
    const others = overlays.flatMap(({ key, answer: other }) =>
      other.annotations.filter(isImageShape).map((shape) => ({ ...shape, uuid: `${key} ${shape.uuid}` })),
    );
    canvas?.showOverlays(others, ({ label }) => ({ color: colorOf(label), look: "overlay" }));
  }, [canvas, overlays, colorOf]);

  useLayoutEffect(() => redraw());
  useLayoutEffect(() => canvas?.setVisible(!isHidden), [canvas, isHidden]);

  useEffect(() => {
    if (!canvas) return;
    const tell = () => onStatus(t("zoom", { percent: Math.round(100 / canvas.resolution) }));
    tell();
    canvas.onView(tell);
  }, [canvas, onStatus, t]);

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
      const fits = (type: ToolName) => type !== "select" && label !== undefined && allowsShape(label, type);
      // With a drawing tool in hand a label is for the next shape, not for the last.
      const relabels = tools.tool === "select" && selected.some((shape) => fits(shape.type));
      if (relabels) return false;
      props.onSelect([]);
      if (!fits(tools.tool)) pickTool(types.find(fits) ?? "select");
      return true;
    }),
  );

  useKeys("editor", (event) => {
    if (!canvas || !isOnCanvas(event.target)) return false;
    const used = imageKeys(chordOf(event), {
      canvas,
      tools,
      types,
      hasSelection: selection.length > 0,
      pickTool,
      toggleHidden,
    });
    if (used) refresh();
    return used;
  });

  function toggleHidden(): void {
    setHidden(!isHidden);
  }

  return (
    <div className={styles.frame}>
      <ImageToolRail
        types={props.readOnly ? [] : types}
        active={tools.tool}
        isHidden={isHidden}
        onPick={pickTool}
        onHide={toggleHidden}
        canvas={canvas}
      />
      <div ref={target} className={styles.canvas} {...CANVAS} role="application" aria-label={t("canvas")} />
    </div>
  );
}

/** The active label if it may have this shape, else the first that may. */
function labelAllowing({ ontology, activeLabel }: EditorProps, type: ShapeType): string | null {
  const allowed = liveLabels(ontology).filter((label) => allowsShape(label, type));
  return (allowed.find((label) => label.name === activeLabel) ?? allowed[0])?.name ?? null;
}

function asksMore({ ontology }: EditorProps, name: string): boolean {
  const label = ontology.labels?.find((one) => one.name === name);
  return (label?.attributes ?? []).some((attribute) => !attribute.retired);
}
