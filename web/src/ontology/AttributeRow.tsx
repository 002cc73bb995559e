/** One question: choose among answers, a number in a range, or free text. */
import { Button, Checkbox, NumberInput, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { AttributeType } from "../api";
import { useText } from "../i18n/text";
import { ConditionField } from "./ConditionField";
import type { DraftAttribute, Owner } from "./draft";
import { KnowledgeBaseField } from "./KnowledgeBaseField";
import classes from "./ontology.module.css";
import { PartActions, PartFields, type PartProps } from "./PartFields";

interface AttributeRowProps extends PartProps {
  owner: Owner;
  attribute: DraftAttribute;
  /** All questions of the same owner. */
  beside: readonly DraftAttribute[];
  /** Items have frames, and an answer may change between them. */
  hasFrames: boolean;
}

const TYPES: AttributeType[] = ["category", "number", "text", "entity"];

export function AttributeRow({ owner, attribute, beside, hasFrames, dispatch, faults }: AttributeRowProps) {
  const t = useText();
  const { key, type } = attribute;
  const changeAttribute = (change: Partial<DraftAttribute>) =>
    dispatch({ type: "changeAttribute", owner, key, change });
  return (
    <div className={classes.part} data-retired={attribute.retired || undefined}>
      <div className={classes.row}>
        <Select
          className={classes.type}
          aria-label={t("ontology.type")}
          data={TYPES.map((value) => ({ value, label: t(`attributeType.${value}`) }))}
          value={type}
          disabled={attribute.isSaved}
          allowDeselect={false}
          onChange={(value) => changeAttribute({ type: value as AttributeType })}
        />
        <PartFields
          part={attribute}
          titlePlaceholder={t("ontology.questionExample")}
          fault={faults.get(key)}
          onChange={changeAttribute}
        />
        <PartActions part={attribute} dispatch={dispatch} />
      </div>
      <div className={classes.details}>
        <div className={classes.options}>
          <Checkbox
            label={t("ontology.required")}
            checked={attribute.required}
            onChange={(event) => changeAttribute({ required: event.currentTarget.checked })}
          />
          {type === "category" && (
            <Checkbox
              label={t("ontology.several")}
              checked={attribute.allow_multiple}
              onChange={(event) => changeAttribute({ allow_multiple: event.currentTarget.checked })}
            />
          )}
          {hasFrames && owner !== null && (
            <Checkbox
              label={t("ontology.mutable")}
              checked={attribute.is_mutable}
              onChange={(event) => changeAttribute({ is_mutable: event.currentTarget.checked })}
            />
          )}
        </div>
        {type === "category" && <Choices owner={owner} attribute={attribute} dispatch={dispatch} faults={faults} />}
        {type === "entity" && <KnowledgeBaseField attribute={attribute} onChange={changeAttribute} />}
        {type === "number" && <Range attribute={attribute} onChange={changeAttribute} />}
        <ConditionField
          attribute={attribute}
          beside={beside}
          onChange={(condition) => changeAttribute({ condition })}
        />
      </div>
    </div>
  );
}

function Choices({ owner, attribute, dispatch, faults }: Omit<AttributeRowProps, "beside" | "hasFrames">) {
  const t = useText();
  return (
    <div className={classes.choices}>
      {attribute.choices.map((choice, index) => (
        <div key={choice.key} className={classes.row} data-retired={choice.retired || undefined}>
          <span className={classes.number}>{index + 1}</span>
          <PartFields
            part={choice}
            titlePlaceholder={t("ontology.choiceExample")}
            fault={faults.get(choice.key)}
            onChange={(change) =>
              dispatch({ type: "changeChoice", owner, attribute: attribute.key, key: choice.key, change })
            }
          />
          <PartActions part={choice} dispatch={dispatch} />
        </div>
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() => dispatch({ type: "addChoice", owner, attribute: attribute.key })}
      >
        {t("ontology.addChoice")}
      </Button>
    </div>
  );
}

interface RangeProps {
  attribute: DraftAttribute;
  onChange(change: Partial<DraftAttribute>): void;
}

const toNumber = (value: string | number) => (value === "" ? null : Number(value));

function Range({ attribute, onChange }: RangeProps) {
  const t = useText();
  return (
    <div className={classes.options}>
      <NumberInput
        label={t("ontology.minimum")}
        value={attribute.minimum ?? ""}
        onChange={(value) => onChange({ minimum: toNumber(value) })}
      />
      <NumberInput
        label={t("ontology.maximum")}
        value={attribute.maximum ?? ""}
        onChange={(value) => onChange({ maximum: toNumber(value) })}
      />
    </div>
  );
}
