/** One question: what it asks, what kind of answer it takes, and when it is asked. */
import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { AttributeType } from "../api";
import { useText } from "../i18n/text";
import { ChoiceRows } from "./ChoiceRows";
import { ConditionField } from "./ConditionField";
import type { DraftAttribute, Owner } from "./draft";
import { KnowledgeBaseField } from "./KnowledgeBaseField";
import { withType } from "./making";
import classes from "./ontology.module.css";
import { PartActions, PartFields, type PartProps } from "./PartFields";
import { SettingsField } from "./SettingsField";

interface AttributeRowProps extends PartProps {
  owner: Owner;
  attribute: DraftAttribute;
  /** All questions of the same owner. */
  beside: readonly DraftAttribute[];
  /** Items have frames, and an answer may change between them. */
  hasFrames: boolean;
  isInGroup?: boolean;
}

const TYPES: AttributeType[] = [
  "category",
  "text",
  "number",
  "rating",
  "ranking",
  "date",
  "file",
  "entity",
  "time_range",
  "rubric",
  "group",
];
/** A group holds no group. */
const INNER_TYPES = TYPES.filter((type) => type !== "group");
const CHANGING: readonly AttributeType[] = ["category", "text", "number", "rating", "date"];

export function AttributeRow(props: AttributeRowProps) {
  const { owner, attribute, beside, hasFrames, isInGroup = false, dispatch, faults } = props;
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
          data={(isInGroup ? INNER_TYPES : TYPES).map((value) => ({ value, label: t(`attributeType.${value}`) }))}
          value={type}
          disabled={attribute.isSaved}
          allowDeselect={false}
          onChange={(value) => changeAttribute(withType(attribute, value as AttributeType))}
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
          {type === "category" && (attribute.only_leaves || attribute.choices.some(({ parent }) => parent)) && (
            <Checkbox
              label={t("taxonomy.onlyLeaves")}
              description={t("taxonomy.onlyLeavesNote")}
              checked={attribute.only_leaves}
              onChange={(event) => changeAttribute({ only_leaves: event.currentTarget.checked })}
            />
          )}
          {hasFrames && owner !== null && !isInGroup && CHANGING.includes(type) && (
            <Checkbox
              label={t("ontology.mutable")}
              checked={attribute.is_mutable}
              onChange={(event) => changeAttribute({ is_mutable: event.currentTarget.checked })}
            />
          )}
        </div>
        <TextInput
          label={t("ontology.about")}
          value={attribute.description}
          onChange={(event) => changeAttribute({ description: event.currentTarget.value })}
        />
        {(type === "category" || type === "ranking") && (
          <ChoiceRows owner={owner} attribute={attribute} dispatch={dispatch} faults={faults} />
        )}
        {type === "rubric" && <Criteria owner={owner} attribute={attribute} dispatch={dispatch} faults={faults} />}
        {type === "entity" && <KnowledgeBaseField attribute={attribute} onChange={changeAttribute} />}
        <SettingsField attribute={attribute} onChange={changeAttribute} />
        {type === "group" && <Inner attribute={attribute} dispatch={dispatch} faults={faults} />}
        <ConditionField
          attribute={attribute}
          beside={beside}
          onChange={(condition) => changeAttribute({ condition })}
        />
      </div>
    </div>
  );
}

function Criteria({ owner, attribute, dispatch, faults }: Omit<AttributeRowProps, "beside" | "hasFrames">) {
  const t = useText();
  return (
    <div className={classes.choices}>
      {attribute.criteria.map((criterion) => (
        <div key={criterion.key} className={classes.row} data-retired={criterion.retired || undefined}>
          <PartFields
            part={criterion}
            titlePlaceholder={t("ontology.criterionExample")}
            fault={faults.get(criterion.key)}
            onChange={(change) =>
              dispatch({ type: "changeCriterion", owner, attribute: attribute.key, key: criterion.key, change })
            }
          />
          <NumberInput
            className={classes.points}
            aria-label={t("ontology.points")}
            value={criterion.points}
            onChange={(value) =>
              dispatch({
                type: "changeCriterion",
                owner,
                attribute: attribute.key,
                key: criterion.key,
                change: { points: Number(value) || 0 },
              })
            }
          />
          <PartActions part={criterion} dispatch={dispatch} />
        </div>
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() => dispatch({ type: "addCriterion", owner, attribute: attribute.key })}
      >
        {t("ontology.addCriterion")}
      </Button>
    </div>
  );
}

/** The questions of a group: each stands as any other, but in no group of its own. */
function Inner({ attribute, dispatch, faults }: Pick<AttributeRowProps, "attribute" | "dispatch" | "faults">) {
  const t = useText();
  return (
    <div className={classes.choices}>
      {attribute.questions.map((question) => (
        <AttributeRow
          key={question.key}
          owner={attribute.key}
          attribute={question}
          beside={attribute.questions}
          hasFrames={false}
          isInGroup
          dispatch={dispatch}
          faults={faults}
        />
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() => dispatch({ type: "addAttribute", owner: attribute.key, kind: "text" })}
      >
        {t("ontology.addQuestion")}
      </Button>
    </div>
  );
}
