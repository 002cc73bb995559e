/** What can be set of a question, by its type. */
import { Checkbox, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { TextKey } from "../i18n/text";
import { useText } from "../i18n/text";
import type { DraftAttribute } from "./draft";
import classes from "./ontology.module.css";

interface SettingsFieldProps {
  attribute: DraftAttribute;
  onChange(change: Partial<DraftAttribute>): void;
}

type NumberSetting = "minimum" | "maximum" | "step" | "least" | "most";

const NUMBERS: Partial<Record<DraftAttribute["type"], readonly (readonly [NumberSetting, TextKey])[]>> = {
  number: [
    ["minimum", "ontology.minimum"],
    ["maximum", "ontology.maximum"],
  ],
  rating: [
    ["minimum", "ontology.lowest"],
    ["maximum", "ontology.highest"],
    ["step", "ontology.step"],
  ],
  text: [
    ["least", "ontology.leastCharacters"],
    ["most", "ontology.mostCharacters"],
  ],
  time_range: [["maximum", "ontology.mostSeconds"]],
  group: [
    ["least", "ontology.leastRows"],
    ["most", "ontology.mostRows"],
  ],
};

export function SettingsField({ attribute, onChange }: SettingsFieldProps) {
  const t = useText();
  const numbers = NUMBERS[attribute.type] ?? [];
  return (
    <>
      {numbers.length > 0 && (
        <div className={classes.options}>
          {numbers.map(([setting, label]) => (
            <NumberInput
              key={setting}
              label={t(label)}
              value={attribute[setting] ?? ""}
              onChange={(value) => onChange({ [setting]: value === "" ? null : Number(value) })}
            />
          ))}
        </div>
      )}
      {attribute.type === "rating" && <Ends attribute={attribute} onChange={onChange} />}
      {attribute.type === "text" && <TextSettings attribute={attribute} onChange={onChange} />}
      {attribute.type === "date" && <DateSettings attribute={attribute} onChange={onChange} />}
      {attribute.type === "file" && <FileSettings attribute={attribute} onChange={onChange} />}
    </>
  );
}

function Ends({ attribute, onChange }: SettingsFieldProps) {
  const t = useText();
  const [low = "", high = ""] = attribute.ends;
  const put = (ends: [string, string]) => onChange({ ends: ends.some((end) => end !== "") ? ends : [] });
  return (
    <div className={classes.options}>
      <TextInput
        label={t("ontology.lowTitle")}
        value={low}
        onChange={(event) => put([event.currentTarget.value, high])}
      />
      <TextInput
        label={t("ontology.highTitle")}
        value={high}
        onChange={(event) => put([low, event.currentTarget.value])}
      />
    </div>
  );
}

function TextSettings({ attribute, onChange }: SettingsFieldProps) {
  const t = useText();
  return (
    <div className={classes.options}>
      <TextInput
        label={t("ontology.pattern")}
        placeholder="[0-9]{5}"
        value={attribute.pattern}
        onChange={(event) => onChange({ pattern: event.currentTarget.value })}
      />
      <Checkbox
        className={classes.low}
        label={t("ontology.isLong")}
        checked={attribute.is_long}
        onChange={(event) => onChange({ is_long: event.currentTarget.checked })}
      />
    </div>
  );
}

function DateSettings({ attribute, onChange }: SettingsFieldProps) {
  const t = useText();
  const type = attribute.has_time ? "datetime-local" : "date";
  return (
    <div className={classes.options}>
      <TextInput
        type={type}
        label={t("ontology.earliest")}
        value={attribute.earliest ?? ""}
        onChange={(event) => onChange({ earliest: event.currentTarget.value || null })}
      />
      <TextInput
        type={type}
        label={t("ontology.latest")}
        value={attribute.latest ?? ""}
        onChange={(event) => onChange({ latest: event.currentTarget.value || null })}
      />
      <Checkbox
        className={classes.low}
        label={t("ontology.hasTime")}
        checked={attribute.has_time}
        disabled={attribute.isSaved}
        onChange={(event) => onChange({ has_time: event.currentTarget.checked, earliest: null, latest: null })}
      />
    </div>
  );
}

const MEGABYTE = 1_000_000;

function FileSettings({ attribute, onChange }: SettingsFieldProps) {
  const t = useText();
  return (
    <div className={classes.options}>
      <TagsInput
        label={t("ontology.mediaTypes")}
        placeholder="image/*"
        value={attribute.media_types}
        onChange={(media_types) => onChange({ media_types })}
      />
      <NumberInput
        label={t("ontology.mostMegabytes")}
        min={0}
        max={200}
        value={attribute.most_bytes === null ? "" : attribute.most_bytes / MEGABYTE}
        onChange={(value) => onChange({ most_bytes: value === "" ? null : Math.round(Number(value) * MEGABYTE) })}
      />
    </div>
  );
}
