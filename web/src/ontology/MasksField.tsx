/** How masks cover an image: whether two may share pixels, and whether pixels may stay without a label. */
import { Checkbox } from "@mantine/core";
import type { Dispatch } from "react";
import { useText } from "../i18n/text";
import type { Action, Draft } from "./draft";
import classes from "./ontology.module.css";

interface MasksFieldProps {
  masks: Draft["masks"];
  dispatch: Dispatch<Action>;
}

export function MasksField({ masks, dispatch }: MasksFieldProps) {
  const t = useText();
  const change = (wanted: Partial<Draft["masks"]>) => dispatch({ type: "changeMasks", change: wanted });
  return (
    <section className={classes.list}>
      <h3 className={classes.listTitle}>{t("ontology.masks")}</h3>
      <p className={classes.listLead}>{t("ontology.masksLead")}</p>
      <Checkbox
        label={t("ontology.mayOverlap")}
        checked={masks.may_overlap}
        onChange={(event) => change({ may_overlap: event.currentTarget.checked })}
      />
      <Checkbox
        label={t("ontology.unlabeled")}
        checked={masks.allow_unlabeled}
        onChange={(event) => change({ allow_unlabeled: event.currentTarget.checked })}
      />
    </section>
  );
}
