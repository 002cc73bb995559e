/** An outline under way: its corners, and the line to where the next one would lie. */
import styles from "./document.module.css";
import type { Outline } from "./marks/outlines";
import type { Point } from "./marks/shapes";

interface OutlineLayerProps {
  readonly outline: Outline;
  /** Where the pointer, or the cross, is. */
  readonly next: Point | null;
  readonly scale: number;
}

export function OutlineLayer({ outline, next, scale }: OutlineLayerProps) {
  const points = next ? [...outline.corners, next] : outline.corners;
  return (
    <g data-outline={outline.corners.length}>
      <polyline className={styles.draft} points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
      {outline.corners.map(({ x, y }, index) => (
        <circle
          key={`${x} ${y}`}
          className={styles.corner}
          data-first={index === 0 || undefined}
          cx={x}
          cy={y}
          r={4 / scale}
        />
      ))}
    </g>
  );
}
