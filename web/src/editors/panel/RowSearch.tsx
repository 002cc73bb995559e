/** The field that searches a list of rows and walks them; `/` goes to the first such field on the page. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { chordOf, useKeys } from "../keys";
import { KeyCap } from "./KeyCap";
import styles from "./panel.module.css";

interface RowSearchProps {
  readonly label: string;
  /** What the ids of the list and of each of its rows begin with. */
  readonly rowsId: string;
  /** What the rows are, if they are no list of options. */
  readonly popup?: "tree" | "listbox";
  /** The place of the row that Enter takes; null where there is none. */
  readonly place: number | null;
  /** Among how many is searched. */
  readonly count: number;
  readonly query: string;
  readonly disabled: boolean;
  readonly onAsk: (words: string) => void;
  readonly onWalk: (event: KeyboardEvent<HTMLInputElement>) => void;
}

export function RowSearch({ label, rowsId, popup, place, count, query, disabled, onAsk, onWalk }: RowSearchProps) {
  const { t } = useTranslation("editors");
  const field = useRef<HTMLInputElement>(null);
  const [isFirst, setFirst] = useState(false);
  // Whether others stand before it changes with what is selected, so it is looked at each time.
  useEffect(() => setFirst(isFirstField(field.current)));
  useKeys("labels", (event) => chordOf(event) === "/" && focusFirst(field.current));
  return (
    <div className={styles.search}>
      <input
        ref={field}
        className={styles.entry}
        type="text"
        role="combobox"
        dir="auto"
        data-row-search=""
        aria-label={t("searchIn", { list: label })}
        aria-expanded="true"
        aria-haspopup={popup}
        aria-controls={`${rowsId}-rows`}
        aria-activedescendant={place === null ? undefined : `${rowsId}-${place}`}
        autoComplete="off"
        spellCheck={false}
        placeholder={t("searchAmong", { count })}
        disabled={disabled}
        value={query}
        onChange={(event) => onAsk(event.currentTarget.value)}
        onKeyDown={onWalk}
      />
      {isFirst && <KeyCap chord="/" />}
    </div>
  );
}

function isFirstField(field: HTMLInputElement | null): boolean {
  return field !== null && field === document.querySelector("[data-row-search]");
}

/** With several long lists on screen the key goes to the first; Tab goes on from there. */
function focusFirst(field: HTMLInputElement | null): boolean {
  if (!field || field.disabled || !isFirstField(field)) return false;
  field.focus();
  return true;
}
