/** Which model tests the rubrics that are written in a project, and how. Only where rubrics can be written. */
import { Button, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Model, type Project, type RubricTesting, type RubricTestingSettings } from "../../api";
import { useModels } from "../../api/models";
import { keys, useModalities } from "../../api/queries";
import { ErrorNote } from "../../components/ErrorNote";
import { Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { Field } from "./QualityFields";
import fieldClasses from "./qualityFields.module.css";
import classes from "./settings.module.css";
import { canTalk } from "./talk";

export function RubricTestingSection({ project }: { project: Project }) {
  const { data: modalities = [] } = useModalities();
  const shapes = modalities.find(({ name }) => name === project.modality)?.shapes ?? [];
  return shapes.includes("criterion") ? <TestingLoaded projectId={project.id} /> : null;
}

function TestingLoaded({ projectId }: { projectId: string }) {
  const t = useText();
  const { data: models = [] } = useModels(projectId);
  const testing = useQuery({
    queryKey: keys.rubricTesting(projectId),
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/rubric-testing", { params: { path: { project_id: projectId } }, signal }),
  });
  return (
    <Section title={t("rubrics.title")} lead={t("rubrics.lead")}>
      <Loaded query={testing}>
        {(saved) => <TestingForm projectId={projectId} saved={saved} models={models.filter(canTalk)} />}
      </Loaded>
    </Section>
  );
}

interface TestingFormProps {
  projectId: string;
  saved: RubricTesting;
  models: Model[];
}

function TestingForm({ projectId, saved, models }: TestingFormProps) {
  const t = useText();
  const [testing, setTesting] = useState(saved.settings);
  const save = useSaveTesting(projectId);
  const change = (part: Partial<RubricTestingSettings>) => setTesting({ ...testing, ...part });
  const isChanged = JSON.stringify(testing) !== JSON.stringify(saved.settings);
  return (
    <form
      className={classes.parts}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(testing);
      }}
    >
      <Select
        label={t("rubrics.model")}
        description={t(models.length === 0 ? "rubrics.modelsNone" : "rubrics.modelNote")}
        placeholder={t("rubrics.modelNone")}
        clearable
        data={models.map(({ id, name }) => ({ value: id, label: name }))}
        value={testing.model}
        onChange={(model) => change({ model })}
      />
      {testing.model !== null && (
        <div className={fieldClasses.fields}>
          <Field
            label={t("rubrics.tests")}
            note={t("rubrics.testsNote")}
            value={testing.most_tests}
            min={0}
            max={100}
            onChange={(most_tests) => change({ most_tests })}
          />
          <Field
            label={t("rubrics.gap")}
            note={t("rubrics.gapNote")}
            value={Math.round(testing.least_gap * 100)}
            min={1}
            max={100}
            onChange={(percent) => change({ least_gap: percent / 100 })}
          />
        </div>
      )}
      {save.isError && <ErrorNote error={save.error} />}
      <Button type="submit" variant="default" disabled={!isChanged} loading={save.isPending}>
        {t("rubrics.save")}
      </Button>
    </form>
  );
}

function useSaveTesting(projectId: string) {
  const t = useText();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: RubricTestingSettings) =>
      api.put("/projects/{project_id}/rubric-testing", { params: { path: { project_id: projectId } }, body }),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.rubricTesting(projectId), changed);
      notifications.show({ message: t("states.saved") });
    },
  });
}
