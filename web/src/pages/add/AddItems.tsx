/** Add items to a project: drop files, paste lines of text, or upload a manifest. */
import { Button, SegmentedControl } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { keys, useModalities } from "../../api/queries";
import { MissingExtras } from "../../components/MissingExtras";
import { Page } from "../../components/Page";
import { type TextKey, useText } from "../../i18n/text";
import { useThisProject } from "../project/ProjectLayout";
import { AddFiles } from "./AddFiles";
import { AddLines } from "./AddLines";
import { AddManifest } from "./AddManifest";
import classes from "./add.module.css";
import type { Outcome } from "./intake";
import { OutcomeNote } from "./OutcomeNote";

const WAYS = { files: AddFiles, lines: AddLines, manifest: AddManifest };
type Way = keyof typeof WAYS;

export function AddItems() {
  const t = useText();
  const project = useThisProject();
  const queryClient = useQueryClient();
  const { data: modalities = [] } = useModalities();
  const modality = modalities.find(({ name }) => name === project.modality);
  const mediaTypes = modality?.media_types ?? [];
  const ways: Way[] = mediaTypes.includes("text/plain") ? ["lines", "files", "manifest"] : ["files", "manifest"];
  const [chosen, setChosen] = useState<Way | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const way = chosen ?? ways[0] ?? "files";
  const AddBy = WAYS[way];

  const finish = (result: Outcome) => {
    setOutcome(result);
    void queryClient.invalidateQueries({ queryKey: keys.project(project.id) });
    void queryClient.invalidateQueries({ queryKey: keys.projects });
  };

  return (
    <Page
      title={t("add.title")}
      above={<Link to={`/projects/${project.id}`}>{project.name}</Link>}
      lead={t("add.lead")}
      actions={
        <Button component={Link} to={`/projects/${project.id}`} variant="default">
          {t("add.toProject")}
        </Button>
      }
    >
      <div className={classes.body}>
        <SegmentedControl
          aria-label={t("add.how")}
          value={way}
          onChange={(value) => setChosen(value as Way)}
          data={ways.map((value) => ({ value, label: t(`add.${value}` as TextKey) }))}
        />
        <AddBy
          key={way}
          project={project}
          mediaTypes={mediaTypes}
          importFormats={modality?.import_formats ?? []}
          onFinish={finish}
        />
        {modality && <MissingExtras modality={modality} />}
        {outcome && <OutcomeNote outcome={outcome} project={project} />}
      </div>
    </Page>
  );
}
