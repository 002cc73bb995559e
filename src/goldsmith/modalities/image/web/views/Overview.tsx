/** All pictures of a set side by side, with what is marked in them: to look at, and to choose the next one from. */
import { chordOf, type EditorAsset, keepFocus, type LabelSkeleton, type Shape, useKeys } from "@goldsmith/editors";
import { useTranslation } from "react-i18next";
import { type ImageShape, isImageShape, type Point, strokesOf } from "../geometry";
import { outlinesOf } from "../mask/outlines";
import { bitmapOf, isMask } from "../mask/shape";
import { OVERVIEW_KEY, viewAfter } from "./keys";
import { inView } from "./views";
import styles from "./views.module.css";

interface OverviewProps {
  readonly assets: readonly EditorAsset[];
  readonly titles: readonly string[];
  readonly annotations: readonly Shape[];
  readonly view: number;
  readonly colorOf: (label: string) => string;
  readonly skeletonOf: (label: string) => LabelSkeleton | null;
  readonly onShow: (view: number) => void;
  readonly onClose: () => void;
}

const MODIFIERS = ["Shift", "Alt", "Control", "Meta"];
/** Beyond so many a small picture shows nothing but lines. */
const MOST_DRAWN = 500;

export function Overview(props: OverviewProps) {
  const { assets, titles, annotations, view, onShow, onClose } = props;
  const { t } = useTranslation("editor.image.v1");
  useKeys("dialog", (event) => {
    if (MODIFIERS.includes(event.key)) return false;
    const chord = chordOf(event);
    const next = viewAfter(chord, view, assets.length);
    if (next !== null) onShow(next);
    onClose();
    // Any other key means the picture behind.
    return next !== null || chord === "Escape" || chord === OVERVIEW_KEY;
  });
  return (
    <section className={styles.overview} aria-label={t("overview")}>
      {assets.map((asset, number) => (
        <button
          key={number}
          type="button"
          className={styles.cell}
          aria-current={number === view}
          onMouseDown={keepFocus}
          onClick={() => {
            onShow(number);
            onClose();
          }}
        >
          <Marked {...props} asset={asset} shapes={inView(annotations, number).filter(isImageShape)} />
          <bdi>{titles[number]}</bdi>
        </button>
      ))}
    </section>
  );
}

interface MarkedProps extends Pick<OverviewProps, "colorOf" | "skeletonOf"> {
  readonly asset: EditorAsset;
  readonly shapes: readonly ImageShape[];
}

/** The picture, or the thumbnail of one that browsers do not show, under the outlines of its shapes. */
function Marked({ asset, shapes, colorOf, skeletonOf }: MarkedProps) {
  const { width, height } = asset.facts ?? {};
  return (
    <svg className={styles.marked} viewBox={`0 0 ${Number(width) || 1} ${Number(height) || 1}`} aria-hidden="true">
      <image href={pictureOf(asset)} width="100%" height="100%" preserveAspectRatio="none" />
      {shapes.slice(0, MOST_DRAWN).map((shape) => (
        <path
          key={shape.uuid}
          className={shape.type === "point" ? styles.dot : undefined}
          d={linesOf(shape, skeletonOf(shape.label)).join("")}
          stroke={colorOf(shape.label)}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

/** What is drawn of a shape, as parts of an SVG path. */
function linesOf(shape: ImageShape, skeleton: LabelSkeleton | null): readonly string[] {
  if (isMask(shape)) return outlinesOf(bitmapOf(shape)).map((ring) => pathOf(ring, true));
  // A line of no length with round ends is a dot.
  if (shape.type === "point") return [`${pathOf([shape], false)}h0`];
  return strokesOf(shape, skeleton?.edges).map(({ points, isClosed }) => pathOf(points, isClosed));
}

function pathOf(points: readonly Point[], isClosed: boolean): string {
  return `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}${isClosed ? "Z" : ""}`;
}

function pictureOf({ renditions, url }: EditorAsset): string | undefined {
  const isTiled = renditions?.some(({ kind }) => kind === "tiles");
  const thumbnail = renditions?.find(({ kind }) => kind === "thumbnail")?.url;
  return (isTiled ? thumbnail : url) ?? undefined;
}
