/** What every part of an ontology has: a title, a name that freezes once saved, and a way to go. */
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowDown,
  IconArrowUp,
  IconIndentDecrease,
  IconIndentIncrease,
  IconLock,
  IconTrash,
} from "@tabler/icons-react";
import type { Dispatch, KeyboardEventHandler } from "react";
import { useText } from "../i18n/text";
import type { Action } from "./draft";
import type { Fault } from "./faults";
import classes from "./ontology.module.css";
import type { TreeRow } from "./parents";

export interface PartProps {
  dispatch: Dispatch<Action>;
  faults: Map<string, Fault>;
}

interface PartFieldsProps {
  part: { key: string; name: string; title: string; isSaved: boolean; retired: boolean };
  titlePlaceholder: string;
  fault: Fault | undefined;
  onChange(change: { title?: string; name?: string }): void;
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
}

export function PartFields({ part, titlePlaceholder, fault, onChange, onKeyDown }: PartFieldsProps) {
  const t = useText();
  return (
    <>
      <TextInput
        className={classes.title}
        aria-label={t("ontology.title")}
        placeholder={titlePlaceholder}
        value={part.title}
        error={fault && fault !== "nothing" ? t(`fault.${fault}`) : undefined}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <TextInput
        className={classes.name}
        aria-label={t("ontology.name")}
        placeholder={t("ontology.namePlaceholder")}
        value={part.name}
        readOnly={part.isSaved}
        title={part.isSaved ? t("ontology.frozen") : t("ontology.nameNote")}
        rightSection={part.isSaved ? <IconLock size={12} aria-label={t("ontology.frozen")} /> : null}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
    </>
  );
}

interface PartActionsProps {
  part: { key: string; title: string; isSaved: boolean; retired: boolean };
  dispatch: Dispatch<Action>;
  /** Where it stands, of parts that form a tree. */
  row?: Pick<TreeRow<unknown>, "level" | "below" | "isFirst">;
}

export function PartActions({ part, dispatch, row }: PartActionsProps) {
  const t = useText();
  const { key, isSaved, retired } = part;
  const below = row?.below ?? 0;
  const removal = isSaved ? retirement(retired, below, t) : t("ontology.remove");
  const RemovalIcon = isSaved ? (retired ? IconArrowBackUp : IconArchive) : IconTrash;
  return (
    <span className={classes.actions}>
      <ActionIcon
        size={24}
        aria-label={t("ontology.up", { title: part.title })}
        onClick={() => dispatch({ type: "move", key, by: -1 })}
      >
        <IconArrowUp size={14} />
      </ActionIcon>
      <ActionIcon
        size={24}
        aria-label={t("ontology.down", { title: part.title })}
        onClick={() => dispatch({ type: "move", key, by: 1 })}
      >
        <IconArrowDown size={14} />
      </ActionIcon>
      {row && (
        <>
          <ActionIcon
            size={24}
            aria-label={t("taxonomy.higher", { title: part.title })}
            disabled={row.level === 1}
            onClick={() => dispatch({ type: "nest", key, by: -1 })}
          >
            <IconIndentDecrease size={14} />
          </ActionIcon>
          <ActionIcon
            size={24}
            aria-label={t("taxonomy.deeper", { title: part.title })}
            disabled={row.isFirst}
            onClick={() => dispatch({ type: "nest", key, by: 1 })}
          >
            <IconIndentIncrease size={14} />
          </ActionIcon>
        </>
      )}
      <Tooltip label={removal}>
        <ActionIcon
          size={24}
          aria-label={`${removal}: ${part.title}`}
          onClick={() => dispatch({ type: "remove", key })}
        >
          <RemovalIcon size={14} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

/** What goes with it is told before it goes. */
function retirement(isRetired: boolean, below: number, t: ReturnType<typeof useText>): string {
  if (below === 0) return isRetired ? t("ontology.restore") : t("ontology.retire");
  return isRetired ? t("taxonomy.restoreAll", { count: below }) : t("taxonomy.retireAll", { count: below });
}
