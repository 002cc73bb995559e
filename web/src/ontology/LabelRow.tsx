/** One label: its colour, its words, the shapes it may be drawn with, and questions about each drawn object. */
import {
  Button,
  Checkbox,
  ColorPicker,
  ColorSwatch,
  MultiSelect,
  Popover,
  Textarea,
  UnstyledButton,
} from "@mantine/core";
import { IconChevronRight, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { LABEL_COLORS } from "../editors/colors";
import { useText } from "../i18n/text";
import { AttributeRow } from "./AttributeRow";
import { ConversationFields } from "./ConversationFields";
import type { DraftLabel } from "./draft";
import classes from "./ontology.module.css";
import { PartActions, PartFields, type PartProps } from "./PartFields";
import type { TreeRow } from "./parents";
import { RoleRows } from "./RoleRows";
import { SkeletonField } from "./SkeletonField";
import { treeKeys } from "./TreeParts";

interface LabelRowProps extends PartProps {
  row: TreeRow<DraftLabel>;
  labels: readonly DraftLabel[];
  shapes: readonly string[];
  hasFrames: boolean;
}

export function LabelRow({ row, labels, shapes, hasFrames, dispatch, faults }: LabelRowProps) {
  const label = row.part;
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const mayHave = (shape: string) =>
    shapes.includes(shape) && (label.shapes.length === 0 || label.shapes.includes(shape));
  const changeLabel = (change: Partial<DraftLabel>) => dispatch({ type: "changeLabel", key: label.key, change });
  return (
    <div className={classes.part} data-retired={label.retired || undefined}>
      <div className={classes.row}>
        <ColorField label={label} onChange={(color) => changeLabel({ color })} />
        <PartFields
          part={label}
          titlePlaceholder={t("ontology.labelExample")}
          fault={faults.get(label.key)}
          onChange={changeLabel}
          onKeyDown={treeKeys(label.key, dispatch)}
        />
        <UnstyledButton className={classes.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <IconChevronRight size={14} data-open={isOpen || undefined} aria-hidden="true" />
          {label.attributes.length > 0
            ? t("ontology.questionCount", { count: label.attributes.length })
            : t("ontology.details")}
        </UnstyledButton>
        <PartActions part={label} dispatch={dispatch} row={row} />
      </div>
      {isOpen && (
        <div className={classes.details}>
          {shapes.length > 1 && (
            <MultiSelect
              label={t("ontology.shapes")}
              description={t("ontology.shapesNote")}
              data={shapes.map((shape) => ({
                value: shape,
                label: t(`shape.${shape as "box"}`, { defaultValue: shape }),
              }))}
              value={label.shapes}
              onChange={(chosen) => changeLabel({ shapes: chosen })}
            />
          )}
          {mayHave("skeleton") && (
            <Fold title={t("ontology.skeleton")} isOpen={label.shapes.includes("skeleton")}>
              <SkeletonField label={label} onChange={(skeleton) => changeLabel({ skeleton })} />
            </Fold>
          )}
          {mayHave("mask") && (
            <Checkbox
              label={t("ontology.thing")}
              description={t("ontology.thingNote")}
              checked={label.is_thing}
              onChange={(event) => changeLabel({ is_thing: event.currentTarget.checked })}
            />
          )}
          <ConversationFields label={label} shapes={shapes} onChange={changeLabel} />
          <Textarea
            label={t("ontology.description")}
            autosize
            minRows={1}
            value={label.description}
            onChange={(event) => changeLabel({ description: event.currentTarget.value })}
          />
          <span className={classes.subTitle}>{t("ontology.labelQuestions")}</span>
          {label.attributes.map((attribute) => (
            <AttributeRow
              key={attribute.key}
              owner={label.key}
              attribute={attribute}
              beside={label.attributes}
              hasFrames={hasFrames}
              dispatch={dispatch}
              faults={faults}
            />
          ))}
          <Button
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => dispatch({ type: "addAttribute", owner: label.key })}
          >
            {t("ontology.addQuestion")}
          </Button>
          {shapes.length > 0 && <RoleRows label={label} labels={labels} dispatch={dispatch} faults={faults} />}
        </div>
      )}
    </div>
  );
}

interface FoldProps {
  title: string;
  isOpen: boolean;
  children: ReactNode;
}

/** What few labels need stays out of the way until somebody asks for it. */
function Fold({ title, isOpen, children }: FoldProps) {
  return (
    <details className={classes.fold} open={isOpen}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

interface ColorFieldProps {
  label: DraftLabel;
  onChange(color: string): void;
}

function ColorField({ label, onChange }: ColorFieldProps) {
  const t = useText();
  const color = label.color ?? "";
  return (
    <Popover position="bottom-start">
      <Popover.Target>
        <UnstyledButton className={classes.swatch} aria-label={t("ontology.color", { title: label.title })}>
          <ColorSwatch color={color} size={16} radius={3} withShadow={false} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <ColorPicker value={color} onChange={onChange} size="sm" swatches={[...LABEL_COLORS]} swatchesPerRow={8} />
      </Popover.Dropdown>
    </Popover>
  );
}
