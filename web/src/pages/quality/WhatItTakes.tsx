/** What would it take: a slider from target accuracy to audits, hours and a date. */
import { Button, Slider } from "@mantine/core";
import { useState } from "react";
import type { Accuracy, Plan, Project } from "../../api";
import { may, useRole } from "../../api/session";
import { type Figure, Figures } from "../../components/Figures";
import { formatCount, formatDay, formatSeconds, formatShare } from "../../components/format";
import { type Text, useText } from "../../i18n/text";
import { type Effort, findEffort, formatTarget } from "./proof";
import classes from "./quality.module.css";
import { MOST_DRAWN, useDrawAudits } from "./useDrawAudits";

interface WhatItTakesProps {
  plan: Plan;
  accuracy: Accuracy;
  project: Project;
}

const DAY_MS = 86_400_000;

export function WhatItTakes({ plan, accuracy, project }: WhatItTakesProps) {
  const t = useText();
  const { targets, expected } = plan;
  const contract = targets.findIndex(({ target }) => target === accuracy.target);
  const [chosen, setChosen] = useState<number | null>(null);
  const place = Math.min(chosen ?? Math.max(contract, 0), targets.length - 1);
  const aim = targets[place];
  if (aim === undefined || expected === null) return <p className={classes.none}>{t("plan.none")}</p>;
  const effort = findEffort(aim, plan, accuracy.audited);
  return (
    <div className={classes.plan}>
      <p className={classes.aim}>
        {formatTarget(aim.target)} <span>{t("plan.with", { confidence: formatShare(accuracy.confidence, 0) })}</span>
      </p>
      <Slider
        thumbLabel={t("plan.slider")}
        min={0}
        max={targets.length - 1}
        value={place}
        onChange={setChosen}
        label={null}
        marks={contract >= 0 ? [{ value: contract, label: t("plan.contract") }] : []}
        thumbProps={{ "aria-valuetext": formatTarget(aim.target) }}
        mb={26}
      />
      {effort === null ? (
        <p className={classes.words}>
          {t("plan.impossible", { target: formatTarget(aim.target), expected: formatShare(expected) })}
        </p>
      ) : (
        <Effortful effort={effort} aim={formatTarget(aim.target)} project={project} />
      )}
      <p className={classes.words}>
        {t(accuracy.estimate === null ? "plan.byBelief" : "plan.byAudits", { expected: formatShare(expected) })}
      </p>
    </div>
  );
}

function Effortful({ effort, aim, project }: { effort: Effort; aim: string; project: Project }) {
  const t = useText();
  const mayDraw = may(useRole(), "operate");
  const draw = useDrawAudits(project.id);
  const count = Math.min(effort.more, MOST_DRAWN);
  if (effort.more === 0) return <p className={classes.words}>{t("plan.enough", { target: aim })}</p>;
  return (
    <>
      <Figures figures={readEffort(t, effort)} />
      {mayDraw && (
        <Button
          variant="default"
          className={classes.drawPlan}
          onClick={() => draw.mutate(count)}
          loading={draw.isPending}
        >
          {t("plan.draw", { count, shown: formatCount(count) })}
        </Button>
      )}
    </>
  );
}

function readEffort(t: Text, { more, seconds, days }: Effort): Figure[] {
  return [
    { label: t("plan.more"), value: formatCount(more) },
    { label: t("plan.time"), value: seconds === null ? "—" : formatSeconds(seconds) },
    {
      label: t("plan.date"),
      value: days === null || days > 3_650 ? "—" : formatDay(Date.now() + days * DAY_MS),
    },
  ];
}
