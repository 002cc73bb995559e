/** Where what is said is written down, while the recording plays: of the selected region, or of all of it. */
import { type EditorProps, KeyCap, labelOf } from "@goldsmith/editors";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./audio.module.css";
import { FIELD_HELP } from "./keys";
import { isUtterance, type Region } from "./regions/shapes";
import { withTranscript } from "./regions/words";
import { showTime } from "./time";

interface TranscriptFieldProps {
  readonly props: EditorProps;
  readonly written: Written;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Only what is about a whole recording has all the room. */
  readonly isLarge: boolean;
}

/** What can be written: in one region, about the whole recording, or nothing before a region is chosen. */
export type Written =
  | { readonly of: "region"; readonly region: Region }
  | { readonly of: "recording"; readonly name: string; readonly title: string; readonly text: string }
  | { readonly of: "nothing" };

const TRANSCRIPTS = ["transcript", "transcription"];
const IDLE_MILLISECONDS = 800;

/** Null in a project in which nothing is written down. */
export function writtenIn({ ontology, answer, selection }: EditorProps): Written | null {
  const region = answer.annotations.filter(isUtterance).find(({ uuid }) => uuid === selection.at(-1));
  if (region) return { of: "region", region };
  const asked = ontology.attributes?.find(
    ({ name, type, retired }) => TRANSCRIPTS.includes(name) && type === "text" && !retired,
  );
  if (asked) {
    const text = String(answer.global_attributes[asked.name] ?? "");
    return { of: "recording", name: asked.name, title: asked.title, text };
  }
  const canSpeak = ontology.labels?.some(
    ({ retired, shapes }) => !retired && (!shapes?.length || shapes.includes("utterance")),
  );
  return canSpeak ? { of: "nothing" } : null;
}

export function TranscriptField({ props, written, field, isLarge }: TranscriptFieldProps) {
  const { t } = useTranslation("editor.audio.v1");
  if (written.of === "nothing") return <p className={styles.noField}>{t("chooseUtterance")}</p>;
  const text = written.of === "region" ? (written.region.transcript ?? "") : written.text;
  const commit = (typed: string) => {
    if (written.of === "region") props.dispatch({ op: "put", annotation: withTranscript(written.region, typed) });
    else props.dispatch({ op: "set", name: written.name, value: typed.trim() || null });
  };
  return (
    <Field
      key={written.of === "region" ? written.region.uuid : written.name}
      title={titleOf(written)}
      text={text}
      disabled={props.readOnly}
      field={field}
      isLarge={isLarge}
      hasRegions={written.of === "region"}
      onWrite={commit}
    />
  );

  function titleOf(what: Written): string {
    if (what.of !== "region") return what.of === "recording" ? what.title : "";
    const { label, start, end } = what.region;
    const tier = labelOf(props.ontology, label)?.title ?? label;
    return t("transcriptOf", { tier, start: showTime(start), end: showTime(end) });
  }
}

interface FieldProps {
  readonly title: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly isLarge: boolean;
  readonly hasRegions: boolean;
  readonly onWrite: (text: string) => void;
}

/** Written down when the writer rests, leaves or goes on: each is one step of undo. */
function Field({ title, text, disabled, field, isLarge, hasRegions, onWrite }: FieldProps) {
  const { t } = useTranslation("editor.audio.v1");
  const about = useId();
  const [draft, setDraft] = useState(text);
  const latest = useRef({ draft, text, onWrite });
  latest.current = { draft, text, onWrite };
  useEffect(() => setDraft(text), [text]);
  const commit = useRef(() => {
    const { draft: typed, text: known, onWrite: write } = latest.current;
    if (typed !== known) write(typed);
  });
  useEffect(() => {
    const later = setTimeout(commit.current, IDLE_MILLISECONDS);
    return () => clearTimeout(later);
  }, [draft]);
  useEffect(() => () => commit.current(), []);
  const helps = FIELD_HELP.filter(({ shapes }) => !shapes || hasRegions);
  return (
    <div className={styles.transcript} data-large={isLarge || undefined}>
      <label className={styles.fieldTitle} htmlFor={`${about}-field`}>
        {title}
      </label>
      <textarea
        id={`${about}-field`}
        ref={field}
        data-transcript=""
        dir="auto"
        rows={isLarge ? 6 : 3}
        value={draft}
        disabled={disabled}
        placeholder={t("writeHere")}
        aria-describedby={about}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => commit.current()}
        onKeyDown={(event) => {
          // Before any chord that may undo, submit or leave.
          if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape") commit.current();
        }}
      />
      <p id={about} className={styles.fieldHelp}>
        {helps.map(({ keys, does }) => (
          <span key={does}>
            {keys.map((key) => (
              <KeyCap key={key} chord={key} />
            ))}
            {t(does)}
          </span>
        ))}
      </p>
    </div>
  );
}
