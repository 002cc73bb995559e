/** The handles of a selected mark. */
import styles from "./document.module.css";
import { handlesOf } from "./grips";
import { boundsOf, isDrawn, type Mark } from "./marks/shapes";

export function Handles({ mark, scale }: { readonly mark: Mark; readonly scale: number }) {
  if (!isDrawn(mark)) return null;
  return handlesOf(boundsOf(mark.location)).map(([x, y]) => (
    <rect
      key={`${x} ${y}`}
      className={styles.handle}
      x={x - 3 / scale}
      y={y - 3 / scale}
      width={6 / scale}
      height={6 / scale}
    />
  ));
}
