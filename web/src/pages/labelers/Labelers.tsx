/** Labelers: how reliable each is, with its interval, per question and per choice, and in a sentence. */
import { Button, Select } from "@mantine/core";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useSkillPages } from "../../api/quality";
import { useProgress } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { Page, Section } from "../../components/Page";
import { Waiting } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { LabelerTable } from "../project/LabelerTable";
import { useThisProject } from "../project/ProjectLayout";
import { SkillTable } from "./SkillTable";
import { questionsOf, skillsAt } from "./skills";

export function Labelers() {
  const t = useText();
  const project = useThisProject();
  const progress = useProgress(project.id);
  return (
    <Page title={t("nav.labelers")} lead={t("skills.lead")}>
      <Skills projectId={project.id} />
      {progress.data && progress.data.labelers.length > 0 && (
        <Section title={t("skills.work")} lead={t("labelers.lead")}>
          <LabelerTable labelers={progress.data.labelers} />
        </Section>
      )}
    </Page>
  );
}

function Skills({ projectId }: { projectId: string }) {
  const t = useText();
  const query = useSkillPages(projectId);
  const labelers = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const questions = useMemo(() => questionsOf(labelers), [labelers]);
  const [chosen, setChosen] = useState<string | null>(null);
  const question = questions.find(({ value }) => value === chosen) ?? questions[0];
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Waiting />;
  if (question === undefined) return <NothingLearned projectId={projectId} />;
  return (
    <Section
      title={t("skills.title")}
      lead={t("skills.question", { question: question.label })}
      actions={
        questions.length > 1 && (
          <Select
            aria-label={t("skills.choose")}
            data={questions}
            value={question.value}
            onChange={setChosen}
            allowDeselect={false}
            searchable={questions.length > 8}
          />
        )
      }
    >
      <SkillTable rows={skillsAt(labelers, question.value)} caption={question.label} />
      {query.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t("skills.more")}
        </Button>
      )}
    </Section>
  );
}

function NothingLearned({ projectId }: { projectId: string }) {
  const t = useText();
  return (
    <EmptyState
      title={t("skills.emptyTitle")}
      action={
        <Button component={Link} to={`/projects/${projectId}/quality`} variant="default">
          {t("skills.toQuality")}
        </Button>
      }
    >
      {t("skills.emptyText")}
    </EmptyState>
  );
}
