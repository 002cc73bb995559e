/** One kind of connection between two labeled things. */
import { Checkbox, MultiSelect } from "@mantine/core";
import { useText } from "../i18n/text";
import type { DraftLabel, DraftRelation } from "./draft";
import classes from "./ontology.module.css";
import { PartActions, PartFields, type PartProps } from "./PartFields";
import { labelOffers } from "./parents";

/** What it joins is one thing: no end is the first, and both have the same labels. */
const EQUIVALENCE = { is_equivalence: true, directed: false };

interface RelationRowProps extends PartProps {
  relation: DraftRelation;
  labels: readonly DraftLabel[];
}

export function RelationRow({ relation, labels, dispatch, faults }: RelationRowProps) {
  const t = useText();
  const changeRelation = (change: Partial<DraftRelation>) =>
    dispatch({ type: "changeRelation", key: relation.key, change });
  const ends = labelOffers(labels);
  return (
    <div className={classes.part} data-retired={relation.retired || undefined}>
      <div className={classes.row}>
        <PartFields
          part={relation}
          titlePlaceholder={t("ontology.relationExample")}
          fault={faults.get(relation.key)}
          onChange={changeRelation}
        />
        <PartActions part={relation} dispatch={dispatch} />
      </div>
      <div className={classes.details}>
        <div className={classes.ends}>
          <MultiSelect
            label={t("ontology.from")}
            placeholder={t("ontology.any")}
            data={ends}
            value={relation.from}
            onChange={(from) => changeRelation({ from })}
          />
          {!relation.is_equivalence && (
            <MultiSelect
              label={t("ontology.to")}
              placeholder={t("ontology.any")}
              data={ends}
              value={relation.to}
              onChange={(to) => changeRelation({ to })}
            />
          )}
        </div>
        <Checkbox
          label={t("ontology.directed")}
          checked={relation.directed}
          disabled={relation.is_equivalence}
          onChange={(event) => changeRelation({ directed: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("ontology.equivalence")}
          description={t("ontology.equivalenceNote")}
          checked={relation.is_equivalence}
          disabled={relation.isSaved}
          onChange={(event) => changeRelation(event.currentTarget.checked ? EQUIVALENCE : { is_equivalence: false })}
        />
      </div>
    </div>
  );
}
