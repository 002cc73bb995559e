/** What labelers read, as markdown with a preview. Every save is a new version; labelers are shown what changed. */
import { Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type InstructionsVersion, type Project } from "../../api";
import { keys, useInstructions } from "../../api/queries";
import { ErrorNote } from "../../components/ErrorNote";
import { Markdown } from "../../components/Markdown";
import { Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import classes from "./settings.module.css";

export function InstructionsSection({ project }: { project: Project }) {
  const t = useText();
  const query = useInstructions(project.id);
  return (
    <Section
      title={t("projectSettings.instructions")}
      lead={t("projectSettings.instructionsLead", { version: query.data?.version ?? "" })}
    >
      <Loaded query={query}>
        {(version) => <InstructionsEditor key={version.version} project={project} version={version} />}
      </Loaded>
    </Section>
  );
}

interface InstructionsEditorProps {
  project: Project;
  version: InstructionsVersion;
}

function InstructionsEditor({ project, version }: InstructionsEditorProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const [markdown, setMarkdown] = useState(version.markdown);
  const save = useMutation({
    mutationFn: () =>
      api.put("/projects/{project_id}/instructions", {
        params: { path: { project_id: project.id } },
        body: { markdown },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData([...keys.project(project.id), "instructions"], saved);
      notifications.show({ message: t("projectSettings.savedVersion", { version: saved.version }) });
    },
  });
  return (
    <>
      <div className={classes.instructions}>
        <Textarea
          aria-label={t("projectSettings.instructions")}
          classNames={{ input: classes.markdown }}
          autosize
          minRows={10}
          maxRows={30}
          value={markdown}
          onChange={(event) => setMarkdown(event.currentTarget.value)}
        />
        <div className={classes.rendered}>
          <Markdown>{markdown}</Markdown>
        </div>
      </div>
      {save.isError && <ErrorNote error={save.error} />}
      <div className={classes.save}>
        <Button onClick={() => save.mutate()} disabled={markdown === version.markdown} loading={save.isPending}>
          {t("projectSettings.saveVersion", { version: version.version + 1 })}
        </Button>
      </div>
    </>
  );
}
