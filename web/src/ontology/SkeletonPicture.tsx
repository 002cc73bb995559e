/** A small picture of a skeleton: clicks add and join keypoints, drags and arrows move them. */
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import classes from "./ontology.module.css";
import { addPoint, type DraftPoint, type DraftSkeleton, movePoint, removePoint, toggleEdge } from "./skeleton";

interface SkeletonPictureProps {
  title: string;
  color: string;
  skeleton: DraftSkeleton;
  chosen: string | null;
  onChoose(key: string | null): void;
  onChange(skeleton: DraftSkeleton): void;
}

interface Place {
  x: number;
  y: number;
}

const SIDE = 200;
const MARGIN = 16;
const ROOM = SIDE - 2 * MARGIN;
const RADIUS = 6;
/** A press that travels less is a click. */
const CLICK = 3;
const STEP = 0.01;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

const onPicture = (share: number) => MARGIN + share * ROOM;

export function SkeletonPicture({ title, color, skeleton, chosen, onChoose, onChange }: SkeletonPictureProps) {
  const picture = useRef<SVGSVGElement>(null);
  const press = useRef<{ key: string; at: Place; isDrag: boolean } | null>(null);
  const byKey = new Map(skeleton.points.map((point) => [point.key, point]));

  const placeOf = ({ clientX, clientY }: PointerEvent): Place => {
    const { left, top, width } = (picture.current as SVGSVGElement).getBoundingClientRect();
    const scale = SIDE / width;
    return { x: ((clientX - left) * scale - MARGIN) / ROOM, y: ((clientY - top) * scale - MARGIN) / ROOM };
  };
  const addAt = (event: PointerEvent) => {
    const grown = addPoint(skeleton, placeOf(event), chosen);
    onChange(grown);
    onChoose(grown.points.at(-1)?.key ?? null);
  };
  const take = (event: PointerEvent<SVGElement>, { key }: DraftPoint) => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    press.current = { key, at: { x: event.clientX, y: event.clientY }, isDrag: false };
  };
  const drag = (event: PointerEvent) => {
    const { current } = press;
    if (!current) return;
    current.isDrag ||= Math.hypot(event.clientX - current.at.x, event.clientY - current.at.y) > CLICK;
    if (current.isDrag) onChange(movePoint(skeleton, current.key, placeOf(event)));
  };
  const letGo = () => {
    const { current } = press;
    press.current = null;
    if (current && !current.isDrag) pick(current.key);
  };
  /** The first is chosen, a second one is joined to it or parted from it. */
  const pick = (key: string) => {
    if (chosen === null || chosen === key) onChoose(chosen === key ? null : key);
    else onChange(toggleEdge(skeleton, chosen, key));
  };
  const onKey = (event: KeyboardEvent, point: DraftPoint) => {
    const arrow = ARROWS[event.key];
    if (arrow) onChange(movePoint(skeleton, point.key, { x: point.x + arrow[0], y: point.y + arrow[1] }));
    else if (event.key === "Enter" || event.key === " ") pick(point.key);
    else if (event.key === "Delete") onChange(removePoint(skeleton, point.key));
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture is no fieldset
    <svg
      ref={picture}
      className={classes.skeletonPicture}
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      role="group"
      aria-label={title}
      onPointerDown={addAt}
      onPointerMove={drag}
      onPointerUp={letGo}
    >
      {skeleton.edges.map(([from, to]) => {
        const [a, b] = [byKey.get(from), byKey.get(to)];
        if (!a || !b) return null;
        const [x1, y1, x2, y2] = [a.x, a.y, b.x, b.y].map(onPicture);
        return <line key={`${from} ${to}`} x1={x1} y1={y1} x2={x2} y2={y2} stroke={color} strokeWidth={2} />;
      })}
      {skeleton.points.map((point) => (
        // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a picture
        <circle
          key={point.key}
          className={classes.skeletonPoint}
          cx={onPicture(point.x)}
          cy={onPicture(point.y)}
          r={RADIUS}
          fill={color}
          role="button"
          tabIndex={0}
          aria-label={point.title || point.name}
          aria-pressed={point.key === chosen}
          onPointerDown={(event) => take(event, point)}
          onKeyDown={(event) => onKey(event, point)}
        >
          <title>{point.title || point.name}</title>
        </circle>
      ))}
    </svg>
  );
}
