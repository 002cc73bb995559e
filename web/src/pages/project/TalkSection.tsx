/** Which models labelers of a project talk to, how, and what that may cost. Only where people can talk to models. */
import { Button, Checkbox, JsonInput, MultiSelect, NumberInput, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Model, type Project, type Talk, type TalkSettings } from "../../api";
import { useModels } from "../../api/models";
import { keys } from "../../api/queries";
import { useTalk } from "../../api/talk";
import { ErrorNote } from "../../components/ErrorNote";
import { formatMoney } from "../../components/format";
import { Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { kindsFor } from "../models/connect";
import { Field } from "./QualityFields";
import fieldClasses from "./qualityFields.module.css";
import classes from "./settings.module.css";
import { canTalk, fromMicros, MOST_REPLIES, readTools, toMicrosOrNone, withModels, writeTools } from "./talk";

export function TalkSection({ project }: { project: Project }) {
  return kindsFor(project.modality).includes("practice") ? <TalkLoaded project={project} /> : null;
}

function TalkLoaded({ project }: { project: Project }) {
  const t = useText();
  const talk = useTalk(project.id);
  const { data: models = [] } = useModels(project.id);
  return (
    <Section title={t("talk.title")} lead={t("talk.lead")}>
      <Loaded query={talk}>
        {(saved) => <TalkForm projectId={project.id} saved={saved} models={models.filter(canTalk)} />}
      </Loaded>
    </Section>
  );
}

interface TalkFormProps {
  projectId: string;
  saved: Talk;
  models: Model[];
}

function TalkForm({ projectId, saved, models }: TalkFormProps) {
  const t = useText();
  const [talk, setTalk] = useState(saved.settings);
  const save = useSaveTalk(projectId);
  const change = (part: Partial<TalkSettings>) => setTalk({ ...talk, ...part });
  const isChanged = JSON.stringify(talk) !== JSON.stringify(saved.settings);
  return (
    <form
      className={classes.parts}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(talk);
      }}
    >
      <MultiSelect
        label={t("talk.models")}
        description={models.length === 0 ? t("talk.modelsNone") : t("talk.modelsNote")}
        data={models.map(({ id, name }) => ({ value: id, label: name }))}
        value={talk.models}
        onChange={(chosen) => setTalk(withModels(talk, chosen, models))}
      />
      {talk.models.length > 0 && <TalkFields talk={talk} change={change} />}
      {saved.cost_micros > 0 && (
        <p className={classes.note}>
          {t("talk.spent", {
            inAll: formatMoney(saved.cost_micros, saved.settings.currency),
            today: formatMoney(saved.cost_micros_today, saved.settings.currency),
          })}
        </p>
      )}
      {save.isError && <ErrorNote error={save.error} />}
      <Button type="submit" variant="default" disabled={!isChanged} loading={save.isPending}>
        {t("talk.save")}
      </Button>
    </form>
  );
}

interface TalkFieldsProps {
  talk: TalkSettings;
  change(part: Partial<TalkSettings>): void;
}

const REUSE: TalkSettings["reuse"][] = ["auto", "always", "never"];

function TalkFields({ talk, change }: TalkFieldsProps) {
  const t = useText();
  return (
    <div className={fieldClasses.fields}>
      <Field
        label={t("talk.replies")}
        note={t("talk.repliesNote")}
        value={talk.replies_per_turn}
        min={1}
        max={Math.min(MOST_REPLIES, talk.models.length)}
        onChange={(replies_per_turn) => change({ replies_per_turn })}
      />
      <Field
        label={t("talk.mostTokens")}
        note={t("talk.mostTokensNote")}
        value={talk.most_tokens}
        min={1}
        max={16_000}
        onChange={(most_tokens) => change({ most_tokens })}
      />
      <Optional
        label={t("talk.temperature")}
        note={t("talk.temperatureNote")}
        placeholder={t("talk.temperatureNone")}
        value={talk.temperature}
        max={2}
        onChange={(temperature) => change({ temperature })}
      />
      <Select
        label={t("talk.reuse")}
        description={t("talk.reuseNote")}
        inputWrapperOrder={["label", "input", "description"]}
        classNames={{ description: fieldClasses.note }}
        data={REUSE.map((value) => ({ value, label: t(`talk.reuseChoice.${value}`) }))}
        value={talk.reuse}
        allowDeselect={false}
        onChange={(reuse) => reuse && change({ reuse: reuse as TalkSettings["reuse"] })}
      />
      <Optional
        label={t("talk.capADay")}
        note={t("talk.capADayNote")}
        placeholder={t("quality.noLimit")}
        unit={talk.currency}
        value={fromMicros(talk.most_cost_micros_a_day)}
        onChange={(cap) => change({ most_cost_micros_a_day: toMicrosOrNone(cap) })}
      />
      <Optional
        label={t("talk.cap")}
        note={t("talk.capNote")}
        placeholder={t("quality.noLimit")}
        unit={talk.currency}
        value={fromMicros(talk.most_cost_micros)}
        onChange={(cap) => change({ most_cost_micros: toMicrosOrNone(cap) })}
      />
      <ToolsField tools={talk.tools} onChange={(tools) => change({ tools })} />
      <Checkbox
        className={fieldClasses.wide}
        label={t("talk.blind")}
        description={t("talk.blindNote")}
        checked={talk.blind}
        onChange={(event) => change({ blind: event.currentTarget.checked })}
      />
    </div>
  );
}

interface ToolsFieldProps {
  tools: TalkSettings["tools"];
  onChange(tools: TalkSettings["tools"]): void;
}

/** Definitions of tools as JSON; what is no list of them is not taken, and said. */
function ToolsField({ tools, onChange }: ToolsFieldProps) {
  const t = useText();
  const [text, setText] = useState(() => writeTools(tools));
  return (
    <JsonInput
      className={fieldClasses.wide}
      label={t("talk.tools")}
      description={t("talk.toolsNote")}
      error={readTools(text) === null && t("talk.toolsWrong")}
      autosize
      minRows={2}
      maxRows={16}
      value={text}
      onChange={(typed) => {
        setText(typed);
        const read = readTools(typed);
        if (read) onChange(read);
      }}
    />
  );
}

interface OptionalProps {
  label: string;
  note: string;
  placeholder: string;
  unit?: string;
  value: number | null;
  max?: number;
  onChange(value: number | null): void;
}

/** A number that may be left out. */
function Optional({ note, unit, value, onChange, ...shown }: OptionalProps) {
  return (
    <NumberInput
      {...shown}
      description={note}
      inputWrapperOrder={["label", "input", "description"]}
      classNames={{ description: fieldClasses.note }}
      suffix={unit && ` ${unit}`}
      min={0}
      decimalScale={6}
      clampBehavior="blur"
      value={value ?? ""}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
    />
  );
}

function useSaveTalk(projectId: string) {
  const t = useText();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: TalkSettings) =>
      api.put("/projects/{project_id}/talk", { params: { path: { project_id: projectId } }, body }),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.talk(projectId), changed);
      notifications.show({ message: t("states.saved") });
    },
  });
}
