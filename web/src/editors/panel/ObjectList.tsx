/** Every object of the answer in one virtual list. */
import { IconLink, IconPhoto } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { inOrder, labelOf } from "../answerKeys";
import { labelColor } from "../colors";
import type { Answer, EditorDefinition, Ontology, Shape } from "../contract";
import { keepFocus } from "../keys";
import { labelPath, titlesAbove } from "../taxonomy";
import styles from "./panel.module.css";
import { Section } from "./Section";

interface ObjectListProps {
  readonly ontology: Ontology;
  readonly answer: Answer;
  readonly definition: EditorDefinition | undefined;
  readonly selection: readonly string[];
  readonly unconfirmed: ReadonlySet<string>;
  readonly onSelect: (uuids: readonly string[]) => void;
  readonly onAcceptAll: () => void;
}

const ROW = 26;

export function ObjectList(props: ObjectListProps) {
  const { answer, definition, ontology, selection, unconfirmed } = props;
  const { t } = useTranslation("editors");
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => inOrder(answer, definition?.compare), [answer, definition]);
  const chosen = useMemo(() => new Set(selection), [selection]);
  const groups = useMemo(() => numberGroups(ordered), [ordered]);
  const isSet = useMemo(() => ordered.some(({ view }) => typeof view === "number"), [ordered]);
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
                onClick={(event) => props.onSelect(chosenBy(event, shape, answer, selection))}
              >
                <span
                  className={styles.swatch}
                  data-guess={unconfirmed.has(shape.uuid) || undefined}
                  title={unconfirmed.has(shape.uuid) ? t("preLabel") : undefined}
                  style={{ "--swatch": labelColor(ontology, shape.label) } as React.CSSProperties}
                />
                <LabelTitle ontology={ontology} name={shape.label} />
                {isSet && <ViewMark view={shape.view} />}
                <GroupMark number={groups.get(groupOf(shape) ?? "")} />
                <bdi className={styles.detail}>{definition?.describe?.(shape) ?? shape.type}</bdi>
              </button>
            );
          })}
        </div>
      </div>
    </Section>
  );
}

/** A label with what stands above it, which gives way first where there is little room. */
function LabelTitle({ ontology, name }: { readonly ontology: Ontology; readonly name: string }) {
  const above = titlesAbove(ontology.labels ?? [], name);
  return (
    <>
      {above.length > 0 && (
        <span className={styles.rowAbove} title={labelPath(ontology, name)}>
          {above.join(" › ")} ›
        </span>
      )}
      <span className={styles.rowTitle}>{labelOf(ontology, name)?.title ?? name}</span>
    </>
  );
}

/** Which of several pictures an object lies in, in any modality that shows several. */
function ViewMark({ view }: { readonly view: unknown }) {
  const { t } = useTranslation("editors");
  const number = typeof view === "number" ? view + 1 : 1;
  return (
    <span className={styles.group} title={t("viewNumber", { number })}>
      <IconPhoto size={11} aria-hidden="true" />
      {number}
    </span>
  );
}

function GroupMark({ number }: { readonly number: number | undefined }) {
  const { t } = useTranslation("editors");
  if (number === undefined) return null;
  return (
    <span className={styles.group} title={t("groupNumber", { number })}>
      <IconLink size={11} aria-hidden="true" />
      {number}
    </span>
  );
}

/** Groups in the order in which the list meets them. */
function numberGroups(shapes: readonly Shape[]): ReadonlyMap<string, number> {
  const groups = new Set(shapes.map(groupOf).filter((group) => group !== undefined));
  return new Map([...groups].map((group, index) => [group, index + 1]));
}

/** With Shift: this one too, or no longer; with Ctrl: its whole group. */
function chosenBy(
  event: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean },
  shape: Shape,
  { annotations }: Answer,
  selection: readonly string[],
): readonly string[] {
  const group = groupOf(shape);
  if ((event.ctrlKey || event.metaKey) && group !== undefined) {
    return annotations.filter((one) => groupOf(one) === group).map(({ uuid }) => uuid);
  }
  if (!event.shiftKey) return [shape.uuid];
  const isChosen = selection.includes(shape.uuid);
  return isChosen ? selection.filter((uuid) => uuid !== shape.uuid) : [...selection, shape.uuid];
}

/** Shapes with the same group are parts of one thing, in any modality that has groups. */
function groupOf({ group }: Shape): string | undefined {
  return typeof group === "string" ? group : undefined;
}
