/** A project's settings: its state, its quality, its ontology and its instructions. */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Project, ProjectQuality, ProjectStatus } from "../../api";
import { ErrorNote } from "../../components/ErrorNote";
import { Page, Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import { InstructionsSection } from "./InstructionsSection";
import { OntologySection } from "./OntologySection";
import { PartsSection } from "./PartsSection";
import { useThisProject } from "./ProjectLayout";
import { QualityFields } from "./QualityFields";
import { RubricTestingSection } from "./RubricTestingSection";
import classes from "./settings.module.css";
import { TalkSection } from "./TalkSection";
import { useChangeProject } from "./useChangeProject";

export function ProjectSettings() {
  const t = useText();
  const project = useThisProject();
  return (
    <Page title={t("projectSettings.title")} lead={t("projectSettings.lead")}>
      <GeneralSection project={project} />
      <QualitySection project={project} />
      <PartsSection project={project} />
      <TalkSection project={project} />
      <RubricTestingSection project={project} />
      <OntologySection project={project} />
      <InstructionsSection project={project} />
    </Page>
  );
}

const STATUSES: ProjectStatus[] = ["active", "paused", "archived"];

function GeneralSection({ project }: { project: Project }) {
  const t = useText();
  const [name, setName] = useState(project.name);
  const change = useChangeProject(project);
  return (
    <Section title={t("projectSettings.general")}>
      <div className={classes.general}>
        <form
          className={classes.inline}
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate({ name });
          }}
        >
          <TextInput label={t("fields.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={name.trim() === "" || name === project.name}>
            {t("actions.rename")}
          </Button>
        </form>
        <div>
          <SegmentedControl
            aria-label={t("fields.status")}
            value={project.status}
            data={STATUSES.map((value) => ({ value, label: t(`state.${value}`) }))}
            onChange={(status) => change.mutate({ status: status as ProjectStatus })}
          />
          <p className={classes.note}>{t(`projectSettings.${project.status}`)}</p>
        </div>
        {change.isError && <ErrorNote error={change.error} />}
      </div>
    </Section>
  );
}

function QualitySection({ project }: { project: Project }) {
  const t = useText();
  const { labeling, answers_needed, review_percent, audit_percent, lease_seconds, contract } = project;
  const { self_review, similar_above, is_sensitive, most_a_day } = project;
  const care = { similar_above, is_sensitive, most_a_day };
  const shares = { review_percent, audit_percent };
  const saved: ProjectQuality = {
    labeling,
    answers_needed,
    ...shares,
    lease_seconds,
    self_review,
    ...care,
    contract,
  };
  const [quality, setQuality] = useState(saved);
  const change = useChangeProject(project);
  const isChanged = JSON.stringify(quality) !== JSON.stringify(saved);
  return (
    <Section title={t("projectSettings.quality")} lead={t("projectSettings.qualityLead")}>
      <QualityFields quality={quality} onChange={setQuality} />
      {change.isError && <ErrorNote error={change.error} />}
      <div className={classes.save}>
        <Button onClick={() => change.mutate(quality)} disabled={!isChanged} loading={change.isPending}>
          {t("projectSettings.saveQuality")}
        </Button>
      </div>
    </Section>
  );
}
