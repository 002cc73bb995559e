/** Words that were read by a machine which is not sure of them, underlined. */
import { memo } from "react";
import styles from "./document.module.css";
import { isUncertain } from "./words/uncertain";
import type { Word } from "./words/words";

export const UncertainLayer = memo(function UncertainLayer({ words }: { readonly words: readonly Word[] }) {
  return words
    .filter(isUncertain)
    .map(({ left, top, width, height }) => (
      <path
        key={`${left} ${top}`}
        className={styles.uncertain}
        data-uncertain=""
        d={`M${left} ${top + height}h${width}`}
      />
    ));
});
