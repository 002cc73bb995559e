/** The roles of an event: who or what takes part in what is marked with this label. */
import { Button, MultiSelect, NumberInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useText } from "../i18n/text";
import type { DraftLabel, DraftRole } from "./draft";
import classes from "./ontology.module.css";
import { PartActions, PartFields, type PartProps } from "./PartFields";
import { labelOffers } from "./parents";

interface RoleRowsProps extends PartProps {
  label: DraftLabel;
  labels: readonly DraftLabel[];
}

export function RoleRows({ label, labels, dispatch, faults }: RoleRowsProps) {
  const t = useText();
  const named = labelOffers(labels);
  return (
    <>
      <span className={classes.subTitle}>{t("ontology.roles")}</span>
      {label.roles.map((role) => {
        const changeRole = (change: Partial<DraftRole>) =>
          dispatch({ type: "changeRole", label: label.key, key: role.key, change });
        return (
          <div key={role.key} className={classes.part} data-retired={role.retired || undefined}>
            <div className={classes.row}>
              <PartFields
                part={role}
                titlePlaceholder={t("ontology.roleExample")}
                fault={faults.get(role.key)}
                onChange={changeRole}
              />
              <PartActions part={role} dispatch={dispatch} />
            </div>
            <div className={classes.details}>
              <MultiSelect
                label={t("ontology.filledBy")}
                placeholder={t("ontology.any")}
                data={named}
                value={role.labels}
                onChange={(chosen) => changeRole({ labels: chosen })}
              />
              <div className={classes.options}>
                <NumberInput
                  label={t("ontology.leastArguments")}
                  min={0}
                  value={role.least}
                  onChange={(value) => changeRole({ least: value === "" ? 0 : Number(value) })}
                />
                <NumberInput
                  label={t("ontology.mostArguments")}
                  min={1}
                  value={role.most ?? ""}
                  onChange={(value) => changeRole({ most: value === "" ? null : Number(value) })}
                />
              </div>
            </div>
          </div>
        );
      })}
      <Button
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => dispatch({ type: "addRole", label: label.key })}
      >
        {t("ontology.addRole")}
      </Button>
    </>
  );
}
