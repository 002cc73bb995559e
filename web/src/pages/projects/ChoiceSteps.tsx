/** The first two steps of a new project: pick the kind of data, then what to start from. */
import { UnstyledButton } from "@mantine/core";
import type { Modality, Template } from "../../api";
import { MissingExtras } from "../../components/MissingExtras";
import { useText } from "../../i18n/text";
import classes from "./newProject.module.css";

interface ModalityStepProps {
  modalities: Modality[];
  chosen: Modality | null;
  onChoose(modality: Modality): void;
  /** Start from another tool's project instead. */
  onMove(): void;
}

export function ModalityStep({ modalities, chosen, onChoose, onMove }: ModalityStepProps) {
  const t = useText();
  return (
    <>
      <header className={classes.stepHead}>
        <h2>{t("newProject.modalityTitle")}</h2>
        <p>{t("newProject.modalityLead")}</p>
      </header>
      <div className={classes.choices}>
        {modalities.map((modality) => (
          <ChoiceCard
            key={modality.name}
            title={modality.title}
            text={modality.description}
            note={modality.name}
            isChosen={chosen?.name === modality.name}
            onChoose={() => onChoose(modality)}
          />
        ))}
        <ChoiceCard
          title={t("newProject.labelStudio")}
          text={t("newProject.labelStudioText")}
          isChosen={false}
          onChoose={onMove}
        />
      </div>
    </>
  );
}

interface TemplateStepProps {
  modality: Modality;
  chosen: Template | null;
  onChoose(template: Template | null): void;
}

export function TemplateStep({ modality, chosen, onChoose }: TemplateStepProps) {
  const t = useText();
  return (
    <>
      <header className={classes.stepHead}>
        <h2>{t("newProject.templateTitle")}</h2>
        <p>{t("newProject.templateLead")}</p>
      </header>
      <div className={classes.choices}>
        {modality.templates.map((template) => (
          <ChoiceCard
            key={template.name}
            title={template.title}
            text={template.description}
            note={describe(template)}
            isChosen={chosen?.name === template.name}
            onChoose={() => onChoose(template)}
          />
        ))}
        <ChoiceCard
          title={t("newProject.blank")}
          text={t("newProject.blankText")}
          isChosen={false}
          onChoose={() => onChoose(null)}
        />
      </div>
      <MissingExtras modality={modality} />
    </>
  );
}

/** The names a template starts with: its labels, else its first question's choices. */
function describe({ ontology }: Template): string {
  const labels = ontology.labels.map(({ title }) => title);
  const choices = ontology.attributes[0]?.choices.map(({ title }) => title) ?? [];
  return (labels.length > 0 ? labels : choices).slice(0, 5).join(" · ");
}

interface ChoiceCardProps {
  title: string;
  text: string;
  note?: string;
  isChosen: boolean;
  onChoose(): void;
}

function ChoiceCard({ title, text, note, isChosen, onChoose }: ChoiceCardProps) {
  return (
    <UnstyledButton className={classes.choice} aria-pressed={isChosen} onClick={onChoose}>
      <strong>{title}</strong>
      <span>{text}</span>
      {note && <small>{note}</small>}
    </UnstyledButton>
  );
}
