/** A project from a Label Studio labeling config: paste it or choose its file, see what it becomes, go on from there. */
import { Button, FileButton, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, type LabelStudioProject, type Modality } from "../../api";
import { ErrorNote } from "../../components/ErrorNote";
import { useText } from "../../i18n/text";
import classes from "./newProject.module.css";

interface LabelStudioStepProps {
  modalities: Modality[];
  onUse(read: LabelStudioProject): void;
  onBack(): void;
}

export function LabelStudioStep({ modalities, onUse, onBack }: LabelStudioStepProps) {
  const t = useText();
  const [config, setConfig] = useState("");
  const read = useMutation({
    mutationFn: (text: string) => api.post("/label-studio/config", { body: { config: text } }),
  });

  const change = (text: string) => {
    setConfig(text);
    read.reset();
  };
  const readFile = async (file: File | null) => {
    if (file === null) return;
    const text = await file.text();
    change(text);
    read.mutate(text);
  };

  return (
    <>
      <header className={classes.stepHead}>
        <h2>{t("newProject.labelStudioTitle")}</h2>
        <p>{t("newProject.labelStudioLead")}</p>
      </header>
      <form
        className={classes.fields}
        onSubmit={(event) => {
          event.preventDefault();
          read.mutate(config);
        }}
      >
        <Textarea
          label={t("newProject.labelStudioConfig")}
          className={classes.config}
          placeholder={"<View>\n  …\n</View>"}
          minRows={8}
          maxRows={16}
          autosize
          required
          autoFocus
          spellCheck={false}
          value={config}
          onChange={(event) => change(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button type="submit" loading={read.isPending} variant={read.isSuccess ? "default" : "filled"}>
            {t("newProject.labelStudioRead")}
          </Button>
          <FileButton accept=".xml,.txt,text/xml,text/plain" onChange={(file) => void readFile(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                {t("newProject.labelStudioFile")}
              </Button>
            )}
          </FileButton>
          <Button variant="subtle" onClick={onBack}>
            {t("newProject.labelStudioBack")}
          </Button>
        </div>
      </form>
      {read.isError && <ErrorNote error={read.error} />}
      {read.isSuccess && (
        <section aria-label={t("newProject.labelStudioBecomes")} className={classes.becomes}>
          <Becomes read={read.data} modalities={modalities} />
          <Button onClick={() => onUse(read.data)}>{t("actions.next")}</Button>
        </section>
      )}
    </>
  );
}

function Becomes({ read, modalities }: { read: LabelStudioProject; modalities: Modality[] }) {
  const t = useText();
  const titles = (parts: readonly { name: string; title: string }[]) =>
    parts.map(({ name, title }) => title || name).join(" · ");
  const { labels, attributes, relations } = read.ontology;
  const ofLabels = labels.flatMap((label) => label.attributes);
  const questions = [...attributes, ...ofLabels].filter(
    ({ name }, index, all) => all.findIndex((other) => other.name === name) === index,
  );
  return (
    <>
      <h3>{t("newProject.labelStudioBecomes")}</h3>
      <dl className={classes.facts}>
        <Fact name={t("newProject.step.modality")}>
          {modalities.find(({ name }) => name === read.modality)?.title ?? read.modality}
        </Fact>
        <Fact name={t("ontology.labels")}>{titles(labels)}</Fact>
        <Fact name={t("ontology.questions")}>{titles(questions)}</Fact>
        <Fact name={t("ontology.relations")}>{titles(relations)}</Fact>
        <Fact name={t("newProject.instructions")}>{read.instructions}</Fact>
      </dl>
      {read.not_understood.length > 0 && (
        <>
          <h3>{t("newProject.notTakenOver")}</h3>
          <ul className={classes.notTakenOver}>
            {read.not_understood.map(({ what, count, line }) => (
              <li key={what}>
                {what}
                <small>{t("newProject.notTakenOverAt", { count, line })}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === "") return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
