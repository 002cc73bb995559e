/** The choices of a question: a list, or a tree where they are those of a category. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useText } from "../i18n/text";
import type { DraftAttribute, Owner } from "./draft";
import classes from "./ontology.module.css";
import { PartActions, PartFields, type PartProps } from "./PartFields";
import { TreeParts, treeKeys } from "./TreeParts";
import { TreeText } from "./TreeText";

interface ChoiceRowsProps extends PartProps {
  owner: Owner;
  attribute: DraftAttribute;
}

export function ChoiceRows({ owner, attribute, dispatch, faults }: ChoiceRowsProps) {
  const t = useText();
  const isTree = attribute.type === "category";
  return (
    <div className={classes.choices}>
      <TreeParts parts={attribute.choices} label={t("taxonomy.choicesOf", { title: attribute.title })}>
        {(row, number) => (
          <div className={classes.row} data-retired={row.part.retired || undefined}>
            <span className={classes.number}>{number}</span>
            <PartFields
              part={row.part}
              titlePlaceholder={t("ontology.choiceExample")}
              fault={faults.get(row.part.key)}
              onChange={(change) =>
                dispatch({ type: "changeChoice", owner, attribute: attribute.key, key: row.part.key, change })
              }
              onKeyDown={isTree ? treeKeys(row.part.key, dispatch) : undefined}
            />
            <PartActions part={row.part} dispatch={dispatch} row={isTree ? row : undefined} />
          </div>
        )}
      </TreeParts>
      <div className={classes.adding}>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={14} />}
          onClick={() => dispatch({ type: "addChoice", owner, attribute: attribute.key })}
        >
          {t("ontology.addChoice")}
        </Button>
        {isTree && (
          <TreeText
            parts={attribute.choices}
            title={attribute.title}
            onPut={(nodes) => dispatch({ type: "putChoices", owner, attribute: attribute.key, nodes })}
          />
        )}
      </div>
    </div>
  );
}
