/** How a project cuts what is too long for one task. Only where its kind of data can be cut. */
import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import type { Project } from "../../api";
import { useModalities } from "../../api/queries";
import type { Cut } from "../../api/types";
import { ErrorNote } from "../../components/ErrorNote";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import { Field } from "./QualityFields";
import fieldClasses from "./qualityFields.module.css";
import classes from "./settings.module.css";
import { useChangeProject } from "./useChangeProject";

const USUAL: Cut = { length: 600, overlap: 30 };

export function PartsSection({ project }: { project: Project }) {
  const { data: modalities = [] } = useModalities();
  const measure = modalities.find(({ name }) => name === project.modality)?.measure;
  return measure ? <PartsForm project={project} measure={measure} /> : null;
}

function PartsForm({ project, measure }: { project: Project; measure: string }) {
  const t = useText();
  const [cut, setCut] = useState(project.cut);
  const change = useChangeProject(project);
  const isChanged = JSON.stringify(cut) !== JSON.stringify(project.cut);
  return (
    <Section title={t("projectSettings.parts")} lead={t("projectSettings.partsLead")}>
      <form
        className={classes.parts}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ cut });
        }}
      >
        <Checkbox
          label={t("projectSettings.partsSwitch")}
          checked={cut !== null}
          onChange={(event) => setCut(event.currentTarget.checked ? (project.cut ?? USUAL) : null)}
        />
        {cut && <Lengths cut={cut} measure={measure} onChange={setCut} />}
        {change.isError && <ErrorNote error={change.error} />}
        <Button type="submit" variant="default" disabled={!isChanged} loading={change.isPending}>
          {t("projectSettings.saveParts")}
        </Button>
      </form>
    </Section>
  );
}

interface LengthsProps {
  cut: Cut;
  measure: string;
  onChange(cut: Cut): void;
}

function Lengths({ cut, measure, onChange }: LengthsProps) {
  const t = useText();
  return (
    <div className={fieldClasses.fields}>
      <Field
        label={t("projectSettings.partLength")}
        note={t("projectSettings.partLengthNote")}
        value={cut.length}
        min={10}
        max={1_000_000}
        unit={measure}
        onChange={(length) => onChange({ ...cut, length })}
      />
      <Field
        label={t("projectSettings.partOverlap")}
        note={t("projectSettings.partOverlapNote")}
        value={cut.overlap}
        min={1}
        max={Math.max(1, Math.floor(cut.length / 3))}
        unit={measure}
        onChange={(overlap) => onChange({ ...cut, overlap })}
      />
    </div>
  );
}
