/** What is kept about how texts were written: for the writer while writing, for reviewers beside each answer. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api";
import { labelPath, type Ontology } from "../editors";
import type { Claim } from "./claim";
import styles from "./work.module.css";
import { WritingRecorder, type WritingTrace } from "./writingTrace";

/** Records how the item in hand is written; null where nobody writes for themselves. */
export function useWritingRecorder({ purpose }: Claim): WritingRecorder | null {
  const [recorder] = useState(() => (purpose === "label" ? new WritingRecorder() : null));
  useEffect(() => recorder?.listenTo(document), [recorder]);
  return recorder;
}

/** "What is kept about my writing": everything, in words, before it is sent. */
export function OwnWriting({ recorder, titleOf }: { recorder: WritingRecorder; titleOf: (field: string) => string }) {
  const { t } = useTranslation("work");
  const traces = useSyncExternalStore(recorder.onChange, recorder.traces);
  if (traces.length === 0) return null;
  return (
    <details className={styles.ownWriting}>
      <summary>{t("keptOfWriting")}</summary>
      <ul>
        {traces.map((trace) => (
          <li key={trace.field}>
            <bdi>{titleOf(trace.field)}</bdi>: <TraceInWords trace={trace} />
          </li>
        ))}
      </ul>
      <p>{t("neverKept")}</p>
    </details>
  );
}

/** What a field is called: the title of the label that is written under. */
export function titleOfField({ labels }: Ontology, field: string): string {
  return labelPath({ labels }, field);
}

/** How the answers of a task in review were written, by annotation. */
export function useWritingOfTask({ task, purpose }: Claim) {
  const { data } = useQuery({
    queryKey: ["writing", task.id],
    queryFn: ({ signal }) => api.get("/tasks/{task_id}/writing", { params: { path: { task_id: task.id } }, signal }),
    enabled: purpose === "review",
  });
  return new Map((data?.items ?? []).map((each) => [each.annotation_id, each]));
}

export type WritingEvidence = NonNullable<ReturnType<ReturnType<typeof useWritingOfTask>["get"]>>;

interface WritingInWordsProps {
  readonly evidence: WritingEvidence;
  readonly titleOf: (field: string) => string;
}

export function WritingInWords({ evidence, titleOf }: WritingInWordsProps) {
  const { t } = useTranslation("work");
  return (
    <div className={styles.writingEvidence}>
      {evidence.similarity > 0 && <p>{t("saidByModel", { percent: Math.round(evidence.similarity * 100) })}</p>}
      {evidence.traces.map((trace) => (
        <p key={trace.field}>
          <bdi>{titleOf(trace.field)}</bdi>: <TraceInWords trace={trace} />
        </p>
      ))}
    </div>
  );
}

function TraceInWords({ trace }: { readonly trace: WritingTrace }) {
  const { t } = useTranslation("work");
  const { pastes, revisions, away_seconds } = trace;
  const pasted = pastes.reduce((sum, { characters }) => sum + characters, 0);
  const length = revisions.at(-1)?.characters ?? 0;
  return (
    <span>
      {[
        t("writtenIn", { count: revisions.length, characters: length.toLocaleString() }),
        pastes.length > 0 && t("pastedIn", { count: pastes.length, characters: pasted.toLocaleString() }),
        away_seconds > 0 && t("elsewhere", { seconds: Math.round(away_seconds) }),
      ]
        .filter(Boolean)
        .join(", ")}
      .
    </span>
  );
}
