/** When a question is asked: always, or only with certain answers to another one beside it. */
import { MultiSelect, Select } from "@mantine/core";
import { useText } from "../i18n/text";
import { conditionsFor, type DraftAttribute, type DraftCondition } from "./draft";
import classes from "./ontology.module.css";

interface ConditionFieldProps {
  attribute: DraftAttribute;
  beside: readonly DraftAttribute[];
  onChange(condition: DraftCondition | null): void;
}

/** Nothing where no other question could be the condition. */
export function ConditionField({ attribute, beside, onChange }: ConditionFieldProps) {
  const t = useText();
  const { condition } = attribute;
  const possible = conditionsFor(attribute, beside);
  if (possible.length === 0) return null;
  const asked = possible.find(({ key }) => key === condition?.attribute);
  return (
    <div className={classes.condition}>
      <Select
        label={t("ontology.askedIf")}
        placeholder={t("ontology.always")}
        clearable
        data={possible.map(({ key, title }) => ({ value: key, label: title || t("ontology.title") }))}
        value={asked?.key ?? null}
        onChange={(key) => onChange(key === null ? null : { attribute: key, choices: [] })}
      />
      {asked && condition && (
        <MultiSelect
          label={t("ontology.askedWith")}
          data={asked.choices.map(({ key, title }) => ({ value: key, label: title || t("ontology.title") }))}
          value={condition.choices}
          onChange={(choices) => onChange({ ...condition, choices })}
        />
      )}
    </div>
  );
}
