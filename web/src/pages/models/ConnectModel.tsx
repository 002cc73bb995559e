/** A form per kind of model; what the server refuses is shown at its field. */
import { NumberInput, PasswordInput, SegmentedControl, Select, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type ModelKind } from "../../api";
import { keys, useOntology } from "../../api/queries";
import { useErrorSentence } from "../../components/ErrorNote";
import { useText } from "../../i18n/text";
import { AddDialog } from "../settings/AddDialog";
import {
  EMPTY_FORM,
  type FormField,
  fieldOf,
  firstKind,
  kindsFor,
  type ModelForm,
  onlyTalks,
  PERSONALITIES,
  type Personality,
  toNewModel,
} from "./connect";
import { DetectorFields, SegmenterFields, uploadFiles } from "./MarkingFields";
import classes from "./models.module.css";

const SWITCH = { label: classes.switchLabel, description: classes.note };
const CURRENCIES = ["EUR", "USD", "GBP", "CHF", "CNY", "INR", "JPY"];

interface ConnectModelProps {
  projectId: string;
  modality: string;
  /** A project has one learned model at most. */
  hasLearned: boolean;
  onClose(): void;
}

export function ConnectModel({ projectId, modality, hasLearned, onClose }: ConnectModelProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const sentenceOf = useErrorSentence();
  const kinds = kindsFor(modality);
  const [form, setForm] = useState<ModelForm>({ ...EMPTY_FORM, kind: firstKind(kinds, hasLearned) });
  const add = useMutation({
    mutationFn: async () =>
      api.post("/projects/{project_id}/models", {
        params: { path: { project_id: projectId } },
        body: toNewModel(form, await uploadFiles(form)),
      }),
    onSuccess: ({ name }) => {
      notifications.show({ message: t("models.connected", { name }) });
      void queryClient.invalidateQueries({ queryKey: keys.models(projectId) });
      onClose();
    },
  });
  const wrong = fieldOf(add.error);
  const { data: asked } = useOntology(projectId);
  const talksOnly = onlyTalks(form.kind, modality, asked?.ontology);
  const change = (part: Partial<ModelForm>) => setForm({ ...form, ...part });
  const fields: FieldsProps = {
    form,
    change,
    errorAt: (field) => (field === wrong ? sentenceOf(add.error) : undefined),
  };
  return (
    <AddDialog
      title={t("models.connect")}
      action={t("models.connect")}
      error={wrong === null ? add.error : null}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <SegmentedControl
        fullWidth
        aria-label={t("models.kindChoice")}
        value={form.kind}
        onChange={(kind) => {
          add.reset();
          change({ kind: kind as ModelKind });
        }}
        data={kinds.map((value) => ({
          value,
          label: t(`models.kindShort.${value}`),
          disabled: value === "learned" && hasLearned,
        }))}
      />
      <p className={classes.note}>{t(`models.kindNote.${form.kind}`)}</p>
      {form.kind === "chat" && <ChatFields {...fields} />}
      {form.kind === "chat" && modality === "chat.v1" && (
        <Switch
          classNames={SWITCH}
          label={t("models.pictures")}
          description={t("models.picturesNote")}
          checked={form.takesPictures}
          onChange={(event) => change({ takesPictures: event.currentTarget.checked })}
        />
      )}
      {form.kind === "label_studio" && <StudioFields {...fields} />}
      {form.kind === "detector" && <DetectorFields {...fields} />}
      {form.kind === "segmenter" && <SegmenterFields {...fields} />}
      {form.kind === "practice" && <PracticeFields {...fields} />}
      <TextField {...fields} name="name" label={t("models.name")} placeholder={t("models.namePlaceholder")} />
      {form.kind !== "learned" && !talksOnly && (
        <Switch
          classNames={SWITCH}
          label={t("models.duty")}
          description={t("models.dutyNote")}
          checked={form.isOnDuty}
          onChange={(event) => change({ isOnDuty: event.currentTarget.checked })}
        />
      )}
      {!talksOnly && (
        <Switch
          classNames={SWITCH}
          label={t("models.shown")}
          description={t("models.shownNote")}
          checked={form.isShown}
          onChange={(event) => change({ isShown: event.currentTarget.checked })}
        />
      )}
    </AddDialog>
  );
}

export interface FieldsProps {
  form: ModelForm;
  change(part: Partial<ModelForm>): void;
  errorAt(field: FormField): string | undefined;
}

function ChatFields(fields: FieldsProps) {
  const t = useText();
  const { form, change } = fields;
  const isPriced = Boolean(form.priceIn || form.priceOut);
  return (
    <>
      <TextField
        {...fields}
        name="url"
        label={t("models.url")}
        description={t("models.urlNoteChat")}
        placeholder="https://models.example.org/v1"
        required
      />
      <TextField {...fields} name="model" label={t("models.modelName")} placeholder="small-1" required />
      <KeyField {...fields} label={t("models.key")} description={t("models.keyNote")} />
      <div className={classes.prices}>
        <Amount {...fields} name="priceIn" label={t("models.priceIn")} />
        <Amount {...fields} name="priceOut" label={t("models.priceOut")} />
        <Amount {...fields} name="budget" label={t("models.budget")} required={isPriced} />
        <Select
          label={t("models.currency")}
          data={CURRENCIES}
          value={form.currency}
          allowDeselect={false}
          onChange={(currency) => currency && change({ currency })}
        />
      </div>
      <p className={classes.note}>{t("models.budgetNote")}</p>
    </>
  );
}

function PracticeFields({ form, change }: FieldsProps) {
  const t = useText();
  return (
    <div className={classes.prices}>
      <Select
        label={t("models.personality")}
        data={PERSONALITIES.map((value) => ({ value, label: t(`models.personalities.${value}`) }))}
        value={form.personality}
        allowDeselect={false}
        onChange={(personality) => personality && change({ personality: personality as Personality })}
      />
      <NumberInput
        label={t("models.seed")}
        min={0}
        max={2_147_483_647}
        allowDecimal={false}
        value={form.seed}
        onChange={(value) => change({ seed: Number(value) || 0 })}
      />
    </div>
  );
}

function StudioFields(fields: FieldsProps) {
  const t = useText();
  return (
    <>
      <TextField
        {...fields}
        name="url"
        label={t("models.url")}
        description={t("models.urlNoteStudio")}
        placeholder="https://backend.example.org"
        required
      />
      <KeyField {...fields} label={t("models.login")} description={t("models.loginNote")} />
      <Switch
        classNames={SWITCH}
        label={t("models.interactive")}
        description={t("models.interactiveNote")}
        checked={fields.form.isInteractive}
        onChange={(event) => fields.change({ isInteractive: event.currentTarget.checked })}
      />
    </>
  );
}

interface TextFieldProps extends FieldsProps {
  name: "name" | "url" | "model";
  label: string;
  description?: string;
  placeholder: string;
  required?: boolean;
}

function TextField({ form, change, errorAt, name, ...shown }: TextFieldProps) {
  return (
    <TextInput
      {...shown}
      autoComplete="off"
      error={errorAt(name)}
      value={form[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
}

interface KeyFieldProps extends FieldsProps {
  label: string;
  description: string;
}

function KeyField({ form, change, errorAt, ...shown }: KeyFieldProps) {
  return (
    <PasswordInput
      {...shown}
      autoComplete="new-password"
      error={errorAt("key")}
      value={form.key}
      onChange={(event) => change({ key: event.currentTarget.value })}
    />
  );
}

interface AmountProps extends FieldsProps {
  name: "priceIn" | "priceOut" | "budget";
  label: string;
  required?: boolean;
}

function Amount({ form, change, errorAt, name, ...shown }: AmountProps) {
  return (
    <NumberInput
      {...shown}
      min={0}
      decimalScale={6}
      hideControls
      error={errorAt(name)}
      value={form[name]}
      onChange={(value) => change({ [name]: value === "" ? "" : Number(value) })}
    />
  );
}
