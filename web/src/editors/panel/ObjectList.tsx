/** Every object of the answer in one virtual list. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { inOrder, labelOf } from "../answerKeys";
import { labelColor } from "../colors";
import type { Answer, EditorDefinition, Ontology } from "../contract";
import { keepFocus } from "../keys";
import styles from "./panel.module.css";
import { Section } from "./Section";

interface ObjectListProps {
  readonly ontology: Ontology;
  readonly answer: Answer;
  readonly definition: EditorDefinition | undefined;
  readonly selection: readonly string[];
  readonly unconfirmed: ReadonlySet<string>;
  readonly onSelect: (uuid: string) => void;
  readonly onAcceptAll: () => void;
}

const ROW = 26;

export function ObjectList(props: ObjectListProps) {
  const { answer, definition, ontology, selection, unconfirmed } = props;
  const { t } = useTranslation("editors");
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => inOrder(answer, definition?.compare), [answer, definition]);
  const chosen = useMemo(() => new Set(selection), [selection]);
  const rows = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const last = selection.at(-1);
  useEffect(() => {
    const index = ordered.findIndex((shape) => shape.uuid === last);
    if (index >= 0) rows.scrollToIndex(index, { align: "auto" });
  }, [last, ordered, rows]);

  return (
    <Section title={t("objectsCount", { count: ordered.length })} grows>
      {unconfirmed.size > 0 && (
        <button type="button" className={styles.wide} onMouseDown={keepFocus} onClick={props.onAcceptAll}>
          {t("acceptAll", { count: unconfirmed.size })}
          <kbd className={styles.key}>⇧ Space</kbd>
        </button>
      )}
      {ordered.length === 0 && <p className={styles.about}>{t("noObjects")}</p>}
      <div ref={scroller} className={styles.objects} role="listbox" aria-label={t("objects")} aria-multiselectable>
        <div style={{ blockSize: rows.getTotalSize(), position: "relative" }} role="presentation">
          {rows.getVirtualItems().map((row) => {
            const shape = ordered[row.index];
            if (!shape) return null;
            return (
              <button
                key={shape.uuid}
                type="button"
                role="option"
                tabIndex={-1}
                aria-selected={chosen.has(shape.uuid)}
                className={styles.object}
                style={{ transform: `translateY(${row.start}px)` }}
                onMouseDown={keepFocus}
                onClick={() => props.onSelect(shape.uuid)}
              >
                <span
                  className={styles.swatch}
                  data-guess={unconfirmed.has(shape.uuid) || undefined}
                  title={unconfirmed.has(shape.uuid) ? t("preLabel") : undefined}
                  style={{ "--swatch": labelColor(ontology, shape.label) } as React.CSSProperties}
                />
                <span className={styles.rowTitle}>{labelOf(ontology, shape.label)?.title ?? shape.label}</span>
                <bdi className={styles.detail}>{definition?.describe?.(shape) ?? shape.type}</bdi>
              </button>
            );
          })}
        </div>
      </div>
    </Section>
  );
}
