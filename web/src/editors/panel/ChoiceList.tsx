/** The choices of a question that are searched: a tree of them, or a list too long to be read. */
import { type ReactNode, useMemo } from "react";
import type { Attribute, Choice } from "../contract";
import { liveChoices } from "../hotkeys";
import { isTaxonomy } from "../taxonomy";
import { LONG, LongList } from "./LongList";
import styles from "./panel.module.css";
import { TreeList } from "./TreeList";

/** Whether a question's choices are searched instead of being shown side by side. */
export function isListed(attribute: Attribute): boolean {
  const choices = liveChoices(attribute);
  return attribute.type === "category" && (choices.length >= LONG || isTaxonomy(choices));
}

interface ChoiceListProps {
  readonly attribute: Attribute;
  /** The names of those that are chosen. */
  readonly chosen: readonly string[];
  readonly disabled: boolean;
  readonly onPick: (name: string) => void;
  /** What stands before a choice, such as its key. */
  readonly before?: (choice: Choice) => ReactNode;
}

export function ChoiceList({ attribute, chosen, disabled, onPick, before }: ChoiceListProps) {
  const choices = useMemo(() => liveChoices(attribute), [attribute]);
  const several = attribute.allow_multiple === true;
  const list = {
    items: choices,
    label: attribute.title || attribute.name,
    disabled,
    isChosen: ({ name }: Choice) => chosen.includes(name),
    onPick: ({ name }: Choice) => onPick(name),
    before: (choice: Choice) => (
      <>
        {before?.(choice)}
        <span className={several ? styles.check : styles.radio} aria-hidden="true" />
      </>
    ),
  };
  if (!isTaxonomy(choices)) return <LongList {...list} />;
  return <TreeList {...list} onlyLeaves={attribute.only_leaves === true} takesSeveral={several} />;
}
