/** What tools gave back: a field for each call, filled in where the task knows it. */
import type { ToolCall } from "@goldsmith/editors";
import { IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { resultKnownFor } from "./asking";
import styles from "./chat.module.css";
import type { Message, ToolResult } from "./graph";
import type { Said } from "./useAsking";

interface ToolResultsProps {
  /** The label under which they are said. */
  readonly name: string;
  readonly calls: readonly ToolCall[];
  readonly known: readonly ToolResult[];
  /** What was said before and is said differently now. */
  readonly before: readonly Message[];
  readonly isOpen: boolean;
  readonly onSend: (results: readonly Said[]) => void;
  readonly onLeave: (() => void) | null;
}

export function ToolResults({ name, calls, known, before, isOpen, onSend, onLeave }: ToolResultsProps) {
  const { t } = useTranslation("editor.chat.v1");
  const [results, setResults] = useState(() => calls.map((call) => startOf(call, known, before)));
  const form = useRef<HTMLFormElement>(null);
  const fields = () => [...(form.current?.querySelectorAll("textarea") ?? [])];
  // What a model waits for is written at once.
  useEffect(() => fields()[0]?.focus({ preventScroll: true }), []);
  const isComplete = results.every((result) => result.trim() !== "");
  const send = () => {
    if (!isComplete)
      return fields()
        .find(({ value }) => value.trim() === "")
        ?.focus();
    onSend(calls.map(({ id }, place) => ({ role: "tool", content: results[place] ?? "", tool_call_id: id ?? "" })));
  };
  return (
    <form
      ref={form}
      className={styles.say}
      aria-label={t("toolResults")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {calls.map((call, place) => {
        const title = t("toolResult", { name: call.function.name });
        return (
          <label key={call.id ?? place} className={styles.result}>
            <span className={styles.callName}>{title}</span>
            <textarea
              className={styles.field}
              data-writing=""
              data-writes={name}
              aria-label={title}
              dir="auto"
              rows={2}
              value={results[place]}
              disabled={!isOpen}
              onChange={({ currentTarget: { value } }) => setResults(results.with(place, value))}
              onKeyDown={(event) => {
                if (event.key === "Escape") event.currentTarget.blur();
                if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                send();
              }}
            />
          </label>
        );
      })}
      <div className={styles.sayFoot}>
        <span className={styles.quiet}>{t("toolResultsHint")}</span>
        <span className={styles.sayButtons}>
          {onLeave && (
            <button type="button" className={styles.start} onClick={onLeave}>
              {t("leaveTurn")}
            </button>
          )}
          <button type="submit" className={styles.start} disabled={!isOpen || !isComplete}>
            <IconSend size={14} /> {t("sendResults")}
          </button>
        </span>
      </div>
    </form>
  );
}

function startOf(call: ToolCall, known: readonly ToolResult[], before: readonly Message[]): string {
  return before.find(({ tool_call_id }) => tool_call_id === call.id)?.content ?? resultKnownFor(call, known);
}
