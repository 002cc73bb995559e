/** The ontology as it is now, editable into its next version. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { api, type OntologyVersion, type Project } from "../../api";
import { keys, useModalities, useOntology } from "../../api/queries";
import { ErrorNote } from "../../components/ErrorNote";
import { Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { reduce } from "../../ontology/draft";
import { findFaults } from "../../ontology/faults";
import { OntologyEditor } from "../../ontology/OntologyEditor";
import { toDraft, toOntology } from "../../ontology/wire";
import classes from "./settings.module.css";

export function OntologySection({ project }: { project: Project }) {
  const t = useText();
  const query = useOntology(project.id);
  const { data: modalities } = useModalities();
  const shapes = modalities?.find(({ name }) => name === project.modality)?.shapes;
  return (
    <Section
      title={t("projectSettings.ontology")}
      lead={t("projectSettings.ontologyLead", { version: query.data?.version ?? "" })}
    >
      <Loaded query={query}>
        {(version) =>
          shapes && <VersionEditor key={version.version} project={project} version={version} shapes={shapes} />
        }
      </Loaded>
    </Section>
  );
}

interface VersionEditorProps {
  project: Project;
  version: OntologyVersion;
  shapes: readonly string[];
}

function VersionEditor({ project, version, shapes }: VersionEditorProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const [draft, dispatch] = useReducer(reduce, version.ontology, (ontology) => toDraft(ontology, true));
  const [isChecked, setChecked] = useState(false);
  const [before] = useState(() => JSON.stringify(toOntology(draft)));
  const isChanged = JSON.stringify(toOntology(draft)) !== before;
  const save = useMutation({
    mutationFn: () =>
      api.put("/projects/{project_id}/ontology", {
        params: { path: { project_id: project.id } },
        body: { ontology: toOntology(draft) },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData([...keys.project(project.id), "ontology", "latest"], saved);
      void queryClient.invalidateQueries({ queryKey: keys.project(project.id), exact: true });
      notifications.show({ message: t("projectSettings.savedVersion", { version: saved.version }) });
    },
  });
  const submit = () => {
    setChecked(true);
    if (findFaults(draft).size === 0) save.mutate();
  };
  return (
    <>
      <OntologyEditor draft={draft} dispatch={dispatch} shapes={shapes} isChecked={isChecked} />
      {save.isError && <ErrorNote error={save.error} />}
      <div className={classes.save}>
        <Button onClick={submit} disabled={!isChanged} loading={save.isPending}>
          {t("projectSettings.saveVersion", { version: version.version + 1 })}
        </Button>
      </div>
    </>
  );
}
