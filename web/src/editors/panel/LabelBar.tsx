/** The ontology's labels with their keys and counts; a press arms the label or relabels what is selected. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { labelColor } from "../colors";
import type { Answer, Label, Ontology } from "../contract";
import { type Hotkeys, liveLabels } from "../hotkeys";
import { keepFocus } from "../keys";
import { isTaxonomy } from "../taxonomy";
import { KeyCap } from "./KeyCap";
import { LONG, LongList } from "./LongList";
import styles from "./panel.module.css";
import { Section } from "./Section";
import { TreeList } from "./TreeList";

interface LabelBarProps {
  readonly ontology: Ontology;
  readonly hotkeys: Hotkeys;
  readonly answer: Answer;
  readonly activeLabel: string | null;
  readonly disabled: boolean;
  readonly onPress: (name: string) => void;
}

export function LabelBar({ ontology, hotkeys, answer, activeLabel, disabled, onPress }: LabelBarProps) {
  const { t } = useTranslation("editors");
  const counts = useMemo(() => countLabels(answer), [answer]);
  const labels = useMemo(() => liveLabels(ontology), [ontology]);
  if (labels.length === 0) return null;
  const swatchOf = (name: string) => (
    <span className={styles.swatch} style={{ "--swatch": labelColor(ontology, name) } as React.CSSProperties} />
  );
  const isTree = isTaxonomy(labels);
  if (isTree || labels.length >= LONG) {
    const list = {
      items: labels,
      label: t("labels"),
      disabled,
      isChosen: ({ name }: Label) => name === activeLabel,
      onPick: ({ name }: Label) => onPress(name),
      before: ({ name }: Label) => (
        <>
          <KeyCap chord={hotkeys.keyOfLabel.get(name)} />
          {swatchOf(name)}
        </>
      ),
      after: ({ name }: Label) => <span className={styles.count}>{counts.get(name) ?? ""}</span>,
    };
    const onlyLeaves = ontology.only_leaves === true;
    return (
      <Section title={t("labels")}>
        {isTree ? <TreeList {...list} onlyLeaves={onlyLeaves} takesSeveral={false} /> : <LongList {...list} />}
      </Section>
    );
  }
  return (
    <Section title={t("labels")}>
      <div className={styles.labels}>
        {labels.map((label) => (
          <button
            key={label.name}
            type="button"
            className={styles.row}
            aria-pressed={label.name === activeLabel}
            aria-keyshortcuts={hotkeys.keyOfLabel.get(label.name)}
            title={label.description || undefined}
            disabled={disabled}
            onMouseDown={keepFocus}
            onClick={() => onPress(label.name)}
          >
            <KeyCap chord={hotkeys.keyOfLabel.get(label.name)} />
            {swatchOf(label.name)}
            <span className={styles.rowTitle}>{label.title}</span>
            <span className={styles.count}>{counts.get(label.name) ?? ""}</span>
          </button>
        ))}
      </div>
    </Section>
  );
}

function countLabels(answer: Answer): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const shape of answer.annotations) counts.set(shape.label, (counts.get(shape.label) ?? 0) + 1);
  return counts;
}
