/** Quality: what is proved of the answers, what the engine believes, what waits for a second look, and what more would take. */
import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Project, QualityFigures } from "../../api";
import { useErrorRates, useQuality } from "../../api/quality";
import { may, useRole } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { Page, Section } from "../../components/Page";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { useThisProject } from "../project/ProjectLayout";
import { AccuracyNow } from "./AccuracyNow";
import { AnswersPlot } from "./AnswersPlot";
import { BeliefPlot } from "./BeliefPlot";
import { CalibrationPlot } from "./CalibrationPlot";
import { Confusions } from "./Confusions";
import { ErrorRates } from "./ErrorRates";
import { Graders } from "./Graders";
import { Judges } from "./Judges";
import { Leaderboard } from "./Leaderboard";
import { QualityHead } from "./QualityHead";
import { Queues } from "./Queues";
import classes from "./quality.module.css";
import { WhatItTakes } from "./WhatItTakes";

export function Quality() {
  const t = useText();
  const project = useThisProject();
  const query = useQuality(project.id);
  const at = query.data?.computed_at;
  return (
    <Page
      title={t("nav.quality")}
      lead={
        <>
          {t("qualityPage.lead")} {at && <Measured at={at} />}
        </>
      }
      actions={
        <Button component={Link} to={`/projects/${project.id}/labelers`} variant="default">
          {t("qualityPage.toLabelers")}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ figures }) => (
          <>
            {figures && <QualityHead figures={figures} project={project} />}
            <Queues project={project} oldest={figures?.audits.oldest ?? null} />
            {figures && figures.labels.completed > 0 ? (
              <Judged project={project} figures={figures} />
            ) : (
              <NothingYet project={project} />
            )}
            <ErrorRates projectId={project.id} />
            <Leaderboard projectId={project.id} />
            <Judges projectId={project.id} />
            <Graders projectId={project.id} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Measured({ at }: { at: string }) {
  const t = useText();
  return (
    <span className={classes.measured}>
      {t("qualityPage.measured")} <Time at={at} />.
    </span>
  );
}

/** Nothing where error rates tell something already: they need no audits, and are there sooner. */
function NothingYet({ project }: { project: Project }) {
  const t = useText();
  const role = useRole();
  const rates = useErrorRates(project.id);
  if (rates.isPending || rates.data?.items.length) return null;
  return (
    <EmptyState
      title={t("qualityPage.emptyTitle")}
      action={
        may(role, "label") && (
          <Button component={Link} to={`/work/${project.id}/label`}>
            {t("overview.label")}
          </Button>
        )
      }
    >
      {t("qualityPage.emptyText")}
    </EmptyState>
  );
}

function Judged({ project, figures }: { project: Project; figures: QualityFigures }) {
  const t = useText();
  const { accuracy, plan, calibration, labels, beliefs, confusions } = figures;
  return (
    <>
      <div className={classes.pair}>
        <Section title={t("plots.accuracy")} lead={t("qualityPage.accuracyLead")}>
          <AccuracyNow accuracy={accuracy} />
        </Section>
        <Section title={t("plan.title")} lead={t("plan.lead")}>
          <WhatItTakes plan={plan} accuracy={accuracy} project={project} />
        </Section>
      </div>
      <div className={classes.pair}>
        <Section title={t("calibration.title")} lead={t("calibration.lead")}>
          <CalibrationPlot calibration={calibration} />
        </Section>
        <Section title={t("perTask.title")} lead={t("perTask.lead")}>
          <AnswersPlot labels={labels} />
        </Section>
      </div>
      <Section title={t("beliefStates.title")} lead={t("beliefStates.lead")}>
        <BeliefPlot beliefs={beliefs} />
      </Section>
      <Confusions confusions={confusions} />
    </>
  );
}
