/** Creating a project in four small steps: the kind of data, a template, what to ask, how good it must be. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { Link, useNavigate } from "react-router";
import {
  ApiError,
  api,
  type LabelStudioProject,
  type Modality,
  type ProjectQuality,
  type NewProject as ProjectToBe,
  type Template,
} from "../../api";
import { keys, useModalities } from "../../api/queries";
import { ErrorNote } from "../../components/ErrorNote";
import { Page } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { type TextKey, useText } from "../../i18n/text";
import { EMPTY, EMPTY_ONTOLOGY, reduce } from "../../ontology/draft";
import { findFaults } from "../../ontology/faults";
import { OntologyEditor } from "../../ontology/OntologyEditor";
import { toOntology } from "../../ontology/wire";
import { DEFAULT_QUALITY, QualityFields } from "../project/QualityFields";
import { ModalityStep, TemplateStep } from "./ChoiceSteps";
import { LabelStudioStep } from "./LabelStudioStep";
import classes from "./newProject.module.css";
import { StepList } from "./StepList";

const STEPS = ["modality", "template", "ontology", "quality"] as const;
export type Step = (typeof STEPS)[number];

export function NewProject() {
  const t = useText();
  const query = useModalities();
  return (
    <Page title={t("projects.new")} above={<Link to="/projects">{t("nav.projects")}</Link>} lead={t("newProject.lead")}>
      <Loaded query={query}>{(modalities) => <Steps modalities={modalities} />}</Loaded>
    </Page>
  );
}

function Steps({ modalities }: { modalities: Modality[] }) {
  const t = useText();
  const [step, setStep] = useState<Step>("modality");
  const [modality, setModality] = useState<Modality | null>(null);
  const [template, setTemplate] = useState<Template | null>(null);
  const [isMoving, setMoving] = useState(false);
  const [draft, dispatch] = useReducer(reduce, EMPTY);
  const [isChecked, setChecked] = useState(false);
  const [name, setName] = useState("");
  const [quality, setQuality] = useState<ProjectQuality>(DEFAULT_QUALITY);
  const create = useCreateProject();

  const chooseModality = (chosen: Modality) => {
    setModality(chosen);
    setTemplate(null);
    setStep("template");
  };
  const chooseTemplate = (chosen: Template | null) => {
    setTemplate(chosen);
    setQuality({ ...quality, is_sensitive: chosen?.is_sensitive ?? false });
    setChecked(false);
    dispatch({
      type: "load",
      ontology: chosen?.ontology ?? EMPTY_ONTOLOGY,
      isSaved: false,
    });
    setStep("ontology");
  };
  const moveProject = (read: LabelStudioProject) => {
    setModality(modalities.find(({ name }) => name === read.modality) ?? null);
    setMoving(false);
    const made = {
      name: "label_studio",
      title: t("newProject.labelStudioTemplate"),
      description: "",
      is_sensitive: false,
    };
    chooseTemplate({ ...read, ...made });
  };
  const finishOntology = () => {
    setChecked(true);
    if (findFaults(draft).size === 0) setStep("quality");
  };
  const submit = () => {
    if (modality === null) return;
    create.mutate({
      name,
      modality: modality.name,
      ontology: toOntology(draft),
      instructions: template?.instructions ?? "",
      ...quality,
    });
  };

  return (
    <div className={classes.columns}>
      <StepList
        steps={STEPS.map((id) => ({ id, label: t(`newProject.step.${id}` as TextKey) }))}
        current={step}
        notes={{ modality: modality?.title, template: template?.title }}
        onGo={(id) => setStep(id as Step)}
      />
      <div className={classes.body}>
        {step === "modality" && !isMoving && (
          <ModalityStep
            modalities={modalities}
            chosen={modality}
            onChoose={chooseModality}
            onMove={() => setMoving(true)}
          />
        )}
        {step === "modality" && isMoving && (
          <LabelStudioStep modalities={modalities} onUse={moveProject} onBack={() => setMoving(false)} />
        )}
        {step === "template" && modality && (
          <TemplateStep modality={modality} chosen={template} onChoose={chooseTemplate} />
        )}
        {step === "ontology" && modality && (
          <>
            <StepHead title={t("newProject.ontologyTitle")} lead={t("newProject.ontologyLead")} />
            <OntologyEditor draft={draft} dispatch={dispatch} shapes={modality.shapes} isChecked={isChecked} />
            <div className={classes.next}>
              <Button onClick={finishOntology}>{t("actions.next")}</Button>
            </div>
          </>
        )}
        {step === "quality" && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <StepHead title={t("newProject.qualityTitle")} lead={t("newProject.qualityLead")} />
            <div className={classes.fields}>
              <TextInput
                label={t("newProject.name")}
                description={t("newProject.nameNote")}
                required
                autoFocus
                value={name}
                error={
                  create.error instanceof ApiError && create.error.field === "name" ? create.error.message : undefined
                }
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <QualityFields quality={quality} onChange={setQuality} />
            </div>
            {create.isError && <ErrorNote error={create.error} />}
            <div className={classes.next}>
              <Button type="submit" loading={create.isPending}>
                {t("newProject.create")}
              </Button>
            </div>
          </form>
        )}
      </div>
    </div>
  );
}

function StepHead({ title, lead }: { title: string; lead: string }) {
  return (
    <header className={classes.stepHead}>
      <h2>{title}</h2>
      <p>{lead}</p>
    </header>
  );
}

function useCreateProject() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectToBe) => api.post("/projects", { body }),
    onSuccess: (project) => {
      queryClient.setQueryData(keys.project(project.id), project);
      void queryClient.invalidateQueries({ queryKey: keys.projects });
      void navigate(`/projects/${project.id}/add`);
    },
  });
}
