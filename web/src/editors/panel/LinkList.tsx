/** The relations drawn so far. */
import { useTranslation } from "react-i18next";
import { findByUuid } from "../answer";
import { isEquivalence } from "../chains";
import type { Answer, EditorDefinition, Link, Ontology, Shape } from "../contract";
import { keepFocus } from "../keys";
import { isArgument, linkTitle } from "../roles";
import { labelPath } from "../taxonomy";
import styles from "./panel.module.css";
import { Section } from "./Section";

interface LinkListProps {
  readonly ontology: Ontology;
  readonly answer: Answer;
  readonly definition: EditorDefinition | undefined;
  readonly disabled: boolean;
  /** What is selected: the arguments of one event stand with its roles. */
  readonly selection: readonly string[];
  readonly onSelect: (uuids: readonly string[]) => void;
  readonly onUnlink: (uuid: string) => void;
}

export function LinkList({ ontology, answer, definition, disabled, selection, onSelect, onUnlink }: LinkListProps) {
  const { t } = useTranslation("editors");
  const [event] = selection.length === 1 ? selection : [];
  const links = answer.links.filter(
    (link) => !isEquivalence(ontology, link.type) && !(link.from === event && isArgument(ontology, answer, link)),
  );
  if (links.length === 0) return null;
  const nameOf = (uuid: string) => {
    const shape = findByUuid<Shape>(answer.annotations, uuid);
    if (!shape) return "";
    return `${labelPath(ontology, shape.label)} ${definition?.describe?.(shape) ?? ""}`;
  };
  return (
    <Section title={t("relations")}>
      <ul className={styles.links}>
        {links.map((link: Link) => {
          const title = linkTitle(ontology, answer, link);
          return (
            <li key={link.uuid} className={styles.link}>
              <button
                type="button"
                className={styles.linkEnds}
                onMouseDown={keepFocus}
                onClick={() => onSelect([link.from, link.to])}
              >
                <bdi className={styles.linkEnd}>{nameOf(link.from)}</bdi>
                <span className={styles.linkType}>{title} →</span>
                <bdi className={styles.linkEnd}>{nameOf(link.to)}</bdi>
              </button>
              {!disabled && (
                <button
                  type="button"
                  className={styles.bare}
                  aria-label={t("removeRelation", { relation: title })}
                  onMouseDown={keepFocus}
                  onClick={() => onUnlink(link.uuid)}
                >
                  ×
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
