/** The form's part for models of one's own: their files, and a detector's classes. */
import { FileInput, Textarea } from "@mantine/core";
import { api } from "../../api";
import { useText } from "../../i18n/text";
import type { FieldsProps } from "./ConnectModel";
import type { ModelForm, UploadedFiles } from "./connect";

export function DetectorFields(fields: FieldsProps) {
  const t = useText();
  const { form, change, errorAt } = fields;
  return (
    <>
      <ModelFileField {...fields} name="file" label={t("models.file")} description={t("models.fileNote")} />
      <Textarea
        label={t("models.classes")}
        description={t("models.classesNote")}
        required
        autosize
        minRows={3}
        maxRows={8}
        error={errorAt("classes")}
        value={form.classes}
        onChange={(event) => change({ classes: event.currentTarget.value })}
      />
    </>
  );
}

export function SegmenterFields(fields: FieldsProps) {
  const t = useText();
  return (
    <>
      <ModelFileField {...fields} name="file" label={t("models.encoder")} description={t("models.encoderNote")} />
      <ModelFileField {...fields} name="decoder" label={t("models.decoder")} description={t("models.decoderNote")} />
    </>
  );
}

interface ModelFileFieldProps extends FieldsProps {
  name: "file" | "decoder";
  label: string;
  description: string;
}

function ModelFileField({ form, change, errorAt, name, ...shown }: ModelFileFieldProps) {
  return (
    <FileInput
      {...shown}
      required
      accept=".onnx"
      error={errorAt(name)}
      value={form[name]}
      onChange={(file) => change({ [name]: file })}
    />
  );
}

/** Send the files that the form's kind of model has; the server keeps the same bytes once. */
export async function uploadFiles({ kind, file, decoder }: ModelForm): Promise<UploadedFiles> {
  const sent: { file?: string; decoder?: string } = {};
  if ((kind === "detector" || kind === "segmenter") && file) sent.file = await upload(file);
  if (kind === "segmenter" && decoder) sent.decoder = await upload(decoder);
  return sent;
}

async function upload(file: File): Promise<string> {
  const { sha256 } = await api.post("/model-files", {
    params: { query: { name: file.name } },
    body: file,
    headers: { "Content-Type": "application/octet-stream" },
  });
  return sha256;
}
