/** Editing an ontology: labels, questions about the whole item, relations; beside it, what a labeler will see. */
import { Button, Checkbox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type Dispatch, lazy, Suspense, useMemo } from "react";
import { useText } from "../i18n/text";
import { AttributeRow } from "./AttributeRow";
import type { Action, Draft, DraftLabel } from "./draft";
import { findFaults } from "./faults";
import { LabelRow } from "./LabelRow";
import { MasksField } from "./MasksField";
import classes from "./ontology.module.css";
import { RelationRow } from "./RelationRow";
import { TreeParts } from "./TreeParts";
import { TreeText } from "./TreeText";
import { toOntology } from "./wire";

const LabelPreview = lazy(() => import("../editors").then((module) => ({ default: module.LabelPreview })));

/** The shape that only items with a course of time have. */
const EVENT = "event";

export interface OntologyEditorProps {
  draft: Draft;
  dispatch: Dispatch<Action>;
  /** Shapes the modality can draw; none means that it has no labels, only questions. */
  shapes: readonly string[];
  /** Faults are shown once somebody tried to save. */
  isChecked: boolean;
}

export function OntologyEditor({ draft, dispatch, shapes, isChecked }: OntologyEditorProps) {
  const t = useText();
  const faults = useMemo(() => (isChecked ? findFaults(draft) : new Map()), [draft, isChecked]);
  const ontology = useMemo(() => toOntology(draft), [draft]);
  const shared = { dispatch, faults };
  const hasFrames = shapes.includes(EVENT);
  return (
    <div className={classes.editor}>
      <div className={classes.parts}>
        {shapes.length > 0 && (
          <PartList
            title={t("ontology.labels")}
            lead={t("ontology.labelsLead")}
            add={t("ontology.addLabel")}
            onAdd={() => dispatch({ type: "addLabel" })}
            beside={
              <TreeText
                parts={draft.labels}
                title={t("ontology.labels")}
                onPut={(nodes) => dispatch({ type: "putLabels", nodes })}
              />
            }
          >
            <TreeParts parts={draft.labels} label={t("ontology.labels")}>
              {(row) => <LabelRow row={row} labels={draft.labels} shapes={shapes} hasFrames={hasFrames} {...shared} />}
            </TreeParts>
            {(draft.only_leaves || draft.labels.some(({ parent }) => parent)) && (
              <Checkbox
                label={t("taxonomy.onlyLeaves")}
                description={t("taxonomy.onlyLeavesNote")}
                checked={draft.only_leaves}
                onChange={(event) => dispatch({ type: "changeOnlyLeaves", onlyLeaves: event.currentTarget.checked })}
              />
            )}
          </PartList>
        )}
        <PartList
          title={t("ontology.questions")}
          lead={t("ontology.questionsLead")}
          add={t("ontology.addQuestion")}
          onAdd={() => dispatch({ type: "addAttribute", owner: null })}
        >
          {draft.attributes.map((attribute) => (
            <AttributeRow
              key={attribute.key}
              owner={null}
              attribute={attribute}
              beside={draft.attributes}
              hasFrames={hasFrames}
              {...shared}
            />
          ))}
        </PartList>
        {shapes.length > 0 && draft.labels.length > 0 && (
          <PartList
            title={t("ontology.relations")}
            lead={t("ontology.relationsLead")}
            add={t("ontology.addRelation")}
            onAdd={() => dispatch({ type: "addRelation" })}
          >
            {draft.relations.map((relation) => (
              <RelationRow key={relation.key} relation={relation} labels={draft.labels} {...shared} />
            ))}
          </PartList>
        )}
        {shapes.includes("mask") && draft.labels.some(mayBeMask) && (
          <MasksField masks={draft.masks} dispatch={dispatch} />
        )}
        {faults.has("") && (
          <p className={classes.fault} role="alert">
            {t("fault.nothing")}
          </p>
        )}
      </div>
      <aside className={classes.preview} aria-label={t("ontology.preview")}>
        <h3 className={classes.previewTitle}>{t("ontology.preview")}</h3>
        <Suspense fallback={null}>
          <LabelPreview ontology={ontology} />
        </Suspense>
      </aside>
    </div>
  );
}

function mayBeMask({ shapes, retired }: DraftLabel): boolean {
  return !retired && (shapes.length === 0 || shapes.includes("mask"));
}

interface PartListProps {
  title: string;
  lead: string;
  add: string;
  onAdd(): void;
  beside?: React.ReactNode;
  children: React.ReactNode;
}

function PartList({ title, lead, add, onAdd, beside, children }: PartListProps) {
  return (
    <section className={classes.list}>
      <h3 className={classes.listTitle}>{title}</h3>
      <p className={classes.listLead}>{lead}</p>
      {children}
      <div className={classes.adding}>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={onAdd}>
          {add}
        </Button>
        {beside}
      </div>
    </section>
  );
}
