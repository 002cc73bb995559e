/** A model's figures: how much, how right as learnt and as people judge it, how dear, when. */
import type { ReactNode } from "react";
import type { Model } from "../../api";
import { useOntology } from "../../api/queries";
import { type Figure, Figures } from "../../components/Figures";
import { formatCount, formatMoney, formatShare } from "../../components/format";
import { IntervalPlot } from "../../components/IntervalPlot";
import { Meter } from "../../components/Meter";
import { Time } from "../../components/Time";
import { type Text, useText } from "../../i18n/text";
import classes from "./models.module.css";
import { factsOf, isPriced, lastRunOf, settingsOf } from "./reading";

export function ModelFigures({ model }: { model: Model }) {
  const t = useText();
  const titleOf = useQuestionTitles(model.project_id);
  const lastRun = lastRunOf(model);
  const figures: (Figure | null)[] = [
    {
      label: t("models.answered"),
      value: formatCount(model.tasks_answered),
      note: model.refusals > 0 && t("models.givenUp", { count: model.refusals, shown: formatCount(model.refusals) }),
    },
    model.kind === "learned" ? crossValidated(model, t, titleOf) : null,
    byPeople(model, t, titleOf),
    isPriced(model) ? spent(model, t) : null,
    { label: t("models.lastRun"), value: lastRun ? <Time at={lastRun} /> : t("models.lastRunNone") },
  ];
  return (
    <div className={classes.figures}>
      <Figures figures={figures.filter((figure) => figure !== null)} />
    </div>
  );
}

/** Of a model that is only talked to: what that has cost, where it costs something. */
export function TalkFigures({ model }: { model: Model }) {
  const t = useText();
  if (!isPriced(model)) return null;
  return (
    <div className={classes.figures}>
      <Figures figures={[spent(model, t)]} />
    </div>
  );
}

type TitleOf = (question: string) => string;

function useQuestionTitles(projectId: string): TitleOf {
  const { data } = useOntology(projectId);
  return (question) => data?.ontology.attributes.find(({ name }) => name === question)?.title || question;
}

function crossValidated(model: Model, t: Text, titleOf: TitleOf): Figure {
  const { questions = {}, answers: count = 0 } = factsOf(model);
  const learnt = Object.entries(questions);
  if (learnt.length === 0)
    return { label: t("models.crossValidated"), value: "—", note: t("models.crossValidatedNone") };
  return {
    label: t("models.crossValidated"),
    value: eachQuestion(
      learnt,
      ([name]) => name,
      titleOf,
      ([, { accuracy }]) => formatShare(accuracy),
    ),
    note: t("models.crossValidatedNote", { count, shown: formatCount(count) }),
  };
}

function byPeople({ skills }: Model, t: Text, titleOf: TitleOf): Figure {
  const label = t("models.byPeople");
  const count = skills[0]?.answers ?? 0;
  if (skills.length === 0) return { label, value: "—", note: t("models.byPeopleNone") };
  return {
    label,
    value: eachQuestion(
      skills,
      ({ question }) => question,
      titleOf,
      ({ reliability, low, high }) => (
        <>
          {formatShare(reliability)} <IntervalPlot low={low} high={high} estimate={reliability} from={0} />
        </>
      ),
    ),
    note: t("models.byPeopleNote", { count, shown: formatCount(count) }),
  };
}

/** One value a line; with its question where there are several. */
function eachQuestion<T>(items: T[], nameOf: (item: T) => string, titleOf: TitleOf, show: (item: T) => ReactNode) {
  return items.map((item) => (
    <span key={nameOf(item)} className={classes.line}>
      {items.length > 1 && <small>{titleOf(nameOf(item))}</small>}
      {show(item)}
    </span>
  ));
}

function spent(model: Model, t: Text): Figure {
  const { cost_micros } = model;
  const { most_cost_micros: budget = 0, currency = "EUR" } = settingsOf(model);
  const share = budget > 0 ? cost_micros / budget : 0;
  return {
    label: t("models.spent"),
    value: formatMoney(cost_micros, currency),
    note: <Meter share={share} label={t("models.spentOf", { budget: formatMoney(budget, currency) })} tone="plain" />,
  };
}
