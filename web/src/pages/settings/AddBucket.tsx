/** The form that registers a bucket. What opens it is sent once and kept nowhere in the app. */
import { FileInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Bucket, type NewBucket } from "../../api";
import { type Text, useText } from "../../i18n/text";
import { AddDialog } from "./AddDialog";

type Provider = Bucket["provider"];
type Fields = Record<string, string>;

const PLAIN = { s3: "access_key_id", az: "account_name" } as const;
const SECRET = { s3: "secret_access_key", az: "account_key" } as const;

interface AddBucketProps {
  onClose(): void;
  onAdded(): void;
}

export function AddBucket({ onClose, onAdded }: AddBucketProps) {
  const t = useText();
  const [provider, setProvider] = useState<Provider>("s3");
  const [place, setPlace] = useState<Fields>({ name: "" });
  const [credentials, setCredentials] = useState<Fields>({});
  const [keyFile, setKeyFile] = useState<File | null>(null);
  const add = useMutation({
    mutationFn: async () => {
      const opened = provider === "gs" ? await readKeyFile(keyFile) : credentials;
      return api.post("/buckets", { body: { provider, ...filledIn(place), credentials: opened } as NewBucket });
    },
    onSuccess: onAdded,
  });
  const choose = (chosen: Provider) => {
    setProvider(chosen);
    setPlace(({ region: _, ...kept }) => kept);
    setCredentials({});
  };
  return (
    <AddDialog
      title={t("buckets.add")}
      action={t("buckets.add")}
      error={add.error}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <Select
        label={t("buckets.provider")}
        data={providers(t)}
        value={provider}
        allowDeselect={false}
        onChange={(chosen) => chosen && choose(chosen as Provider)}
      />
      <PlaceFields provider={provider} place={place} onChange={setPlace} />
      {provider === "gs" ? (
        <FileInput
          label={t("buckets.keyFile")}
          description={t("buckets.keyFileNote")}
          accept="application/json"
          required
          value={keyFile}
          onChange={setKeyFile}
        />
      ) : (
        <CredentialFields provider={provider} credentials={credentials} onChange={setCredentials} />
      )}
    </AddDialog>
  );
}

interface PlaceFieldsProps {
  provider: Provider;
  place: Fields;
  onChange(place: Fields): void;
}

function PlaceFields({ provider, place, onChange }: PlaceFieldsProps) {
  const t = useText();
  const field = (name: string) => ({
    value: place[name] ?? "",
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange({ ...place, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <TextInput label={t("buckets.name")} required data-autofocus {...field("name")} />
      <TextInput label={t("buckets.prefix")} description={t("buckets.prefixNote")} {...field("prefix")} />
      {provider === "s3" && (
        <TextInput label={t("buckets.region")} description={t("buckets.regionNote")} {...field("region")} />
      )}
      <TextInput
        label={t("buckets.endpoint")}
        description={t("buckets.endpointNote")}
        type="url"
        placeholder="https://"
        {...field("endpoint")}
      />
    </>
  );
}

interface CredentialFieldsProps {
  provider: "s3" | "az";
  credentials: Fields;
  onChange(credentials: Fields): void;
}

function CredentialFields({ provider, credentials, onChange }: CredentialFieldsProps) {
  const t = useText();
  const field = (name: string) => ({
    required: true,
    autoComplete: "off",
    value: credentials[name] ?? "",
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      onChange({ ...credentials, [name]: event.currentTarget.value.trim() }),
  });
  return (
    <>
      <TextInput label={t(`buckets.${PLAIN[provider]}`)} {...field(PLAIN[provider])} />
      <PasswordInput
        label={t(`buckets.${SECRET[provider]}`)}
        description={t("buckets.secretNote")}
        {...field(SECRET[provider])}
        autoComplete="new-password"
      />
    </>
  );
}

const providers = (t: Text) => [
  { value: "s3", label: t("buckets.s3") },
  { value: "gs", label: t("buckets.gs") },
  { value: "az", label: t("buckets.az") },
];

const filledIn = (fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));

/** The texts of a service account's key file; nothing of any other file, and the server says what is missing. */
async function readKeyFile(file: File | null): Promise<Fields> {
  const text = (await file?.text()) ?? "";
  const read = isJson(text) ? Object.entries(Object(JSON.parse(text))) : [];
  return Object.fromEntries(read.filter(([, value]) => typeof value === "string")) as Fields;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
