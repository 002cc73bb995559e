/** Review and audit: what waits for a second look, and what the audits say so far. */
import { Button, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, type Project } from "../../api";
import { keys, useProgress } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { ErrorNote } from "../../components/ErrorNote";
import { type Figure, Figures } from "../../components/Figures";
import { formatCount } from "../../components/format";
import { Page, Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { count } from "./counts";
import { LabelerTable } from "./LabelerTable";
import { AccuracyPlot } from "./ProgressPlots";
import { useThisProject } from "./ProjectLayout";
import classes from "./quality.module.css";

export function Quality() {
  const t = useText();
  const project = useThisProject();
  const query = useProgress(project.id);
  return (
    <Page title={t("nav.quality")} lead={t("qualityPage.lead")}>
      <Figures figures={readFigures(t, project)} />
      <div className={classes.queues}>
        <Queue project={project} purpose="review" />
        <Queue project={project} purpose="audit" />
      </div>
      <Loaded query={query}>
        {({ accuracy, labelers }) => (
          <>
            <Section title={t("plots.accuracy")} lead={t("plots.accuracyLead")}>
              <div className={classes.accuracy}>
                <AccuracyPlot accuracy={accuracy} target={project.contract.target_accuracy} />
              </div>
            </Section>
            {labelers.length > 0 && (
              <Section title={t("labelers.title")} lead={t("labelers.lead")}>
                <LabelerTable labelers={labelers} />
              </Section>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function readFigures(t: Text, { counts }: Project): Figure[] {
  const audited = count(counts, "audited");
  return [
    { label: t("qualityPage.toReview"), value: formatCount(count(counts, "review")) },
    { label: t("qualityPage.toAudit"), value: formatCount(count(counts, "audit")) },
    {
      label: t("qualityPage.audited"),
      value: formatCount(audited),
      note: t("qualityPage.auditedNote", { count: count(counts, "audited_correct") }),
    },
    {
      label: t("qualityPage.reviewed"),
      value: formatCount(count(counts, "reviews")),
      note: t("qualityPage.reviewedNote", { count: count(counts, "rejected") }),
    },
  ];
}

interface QueueProps {
  project: Project;
  purpose: "review" | "audit";
}

function Queue({ project, purpose }: QueueProps) {
  const t = useText();
  const role = useRole();
  const waiting = count(project.counts, purpose);
  return (
    <Section title={t(`qualityPage.${purpose}Title`)} lead={t(`qualityPage.${purpose}Text`)}>
      <div className={classes.queue}>
        {waiting > 0 && may(role, "review") ? (
          <Button
            component={Link}
            to={`/work/${project.id}/${purpose}`}
            variant={purpose === "review" ? "filled" : "default"}
          >
            {t(`qualityPage.${purpose}Start`, { count: waiting, shown: formatCount(waiting) })}
          </Button>
        ) : (
          <span className={classes.none}>
            {t(`qualityPage.${purpose}${waiting > 0 ? "Waits" : "None"}`, {
              count: waiting,
              shown: formatCount(waiting),
            })}
          </span>
        )}
        {purpose === "audit" && may(role, "operate") && <DrawAudits project={project} />}
      </div>
    </Section>
  );
}

function DrawAudits({ project }: { project: Project }) {
  const t = useText();
  const queryClient = useQueryClient();
  const [wanted, setWanted] = useState(20);
  const draw = useMutation({
    mutationFn: () => api.post<{ drawn: number }>(`/projects/${project.id}/audits`, { count: wanted }),
    onSuccess: ({ drawn }) => {
      void queryClient.invalidateQueries({ queryKey: keys.project(project.id) });
      notifications.show({ message: t("qualityPage.drawn", { count: drawn }) });
    },
  });
  return (
    <>
      <span className={classes.draw}>
        <NumberInput
          aria-label={t("qualityPage.drawCount")}
          w={76}
          min={1}
          max={1000}
          value={wanted}
          onChange={(value) => setWanted(Number(value) || 1)}
        />
        <Button variant="default" onClick={() => draw.mutate()} loading={draw.isPending}>
          {t("qualityPage.draw")}
        </Button>
      </span>
      {draw.isError && <ErrorNote error={draw.error} />}
    </>
  );
}
