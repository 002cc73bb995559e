/** The chains so far, numbered and coloured as on the item; the one in hand takes the next mention. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { findByUuid } from "../answer";
import { chainColor, chainsOf } from "../chains";
import type { EditorDefinition, Ontology, Shape } from "../contract";
import { keepFocus } from "../keys";
import type { AnswerState, AnswerStore } from "../store";
import { labelPath } from "../taxonomy";
import styles from "./panel.module.css";
import { Section } from "./Section";

interface ChainListProps {
  readonly store: AnswerStore;
  readonly state: AnswerState;
  readonly ontology: Ontology;
  readonly definition: EditorDefinition | undefined;
}

export function ChainList({ store, state, ontology, definition }: ChainListProps) {
  const { t } = useTranslation("editors");
  const { answer, activeChain, selection } = state;
  const compare = definition?.compare;
  const chains = useMemo(() => chainsOf(answer, ontology, compare), [answer, ontology, compare]);
  if (!ontology.relations?.some(({ is_equivalence, retired }) => is_equivalence && !retired)) return null;
  const wordsOf = (uuid: string) => {
    const shape = findByUuid<Shape>(answer.annotations, uuid);
    return shape ? definition?.describe?.(shape) || labelPath(ontology, shape.label) : "";
  };
  const isBegun = activeChain !== null && !chains.some(({ members }) => members.includes(activeChain));
  return (
    <Section title={t("chainsCount", { count: chains.length })}>
      {chains.length === 0 && !isBegun && <p className={styles.about}>{t("noChains")}</p>}
      {chains.map(({ relation, number, members }) => (
        <button
          key={`${relation}-${members[0]}`}
          type="button"
          className={styles.chain}
          aria-current={activeChain !== null && members.includes(activeChain)}
          data-selected={members.some((uuid) => selection.includes(uuid)) || undefined}
          onMouseDown={keepFocus}
          onClick={() => {
            store.setActiveChain(members[0] ?? null);
            store.select(members.slice(0, 1));
          }}
        >
          <span className={styles.chainNumber} style={{ borderColor: chainColor(number) }}>
            {number}
          </span>
          <bdi className={styles.rowTitle}>{members.map(wordsOf).join(" · ")}</bdi>
        </button>
      ))}
      {isBegun && <p className={styles.hint}>{t("chainBegun", { words: wordsOf(activeChain) })}</p>}
    </Section>
  );
}
