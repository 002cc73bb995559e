/** What is selected by words, and the cross of the box tool. */
import type { Cross } from "./desk";
import styles from "./document.module.css";
import { attributesOf } from "./MarkLayer";
import { boxBetween } from "./marks/operations";
import type { Passage } from "./words/words";

interface SelectionProps {
  readonly passage: Passage | null;
  readonly page: number;
  readonly cross: Cross | null;
  readonly scale: number;
  readonly isDrawing: boolean;
}

const ARM = 14;

export function Selection({ passage, page, cross, scale, isDrawing }: SelectionProps) {
  const arm = ARM / scale;
  return (
    <>
      {passage?.stretches
        .filter((stretch) => stretch.page === page)
        .map((stretch) => (
          <rect
            key={`${stretch.top} ${stretch.left}`}
            className={styles.words}
            data-words=""
            {...attributesOf(stretch)}
          />
        ))}
      {isDrawing && cross?.page === page && (
        <g className={styles.cross} data-cross="">
          {cross.corner && (
            <rect
              className={styles.draft}
              {...attributesOf(boxBetween(cross.corner.x, cross.corner.y, cross.x, cross.y))}
            />
          )}
          <path d={`M${cross.x - arm} ${cross.y}h${2 * arm}M${cross.x} ${cross.y - arm}v${2 * arm}`} />
        </g>
      )}
    </>
  );
}
