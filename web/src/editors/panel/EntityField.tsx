/** A question whose answer is an entry of a knowledge base: searched by a few letters, at first by the mention itself. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Entry } from "../../api";
import { chordOf, keepFocus, useKeys } from "../keys";
import styles from "./entity.module.css";
import { KeyCap } from "./KeyCap";
import { backToWork } from "./LongList";
import panel from "./panel.module.css";
import type { QuestionProps } from "./questions/question";

/** The answer that a mention stands for no entry. */
export const NIL = "NIL";
export const ENTITY_KEY = "Alt+K";

const PATIENCE_MS = 120;
const SHOWN = 20;

export function EntityField({ attribute, value, disabled, mention = "", onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const base = attribute.knowledge_base ?? "";
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState<string | null>(null);
  useKeys("labels", (event) => chordOf(event) === ENTITY_KEY && focusFirst(field.current));

  function choose(answer: string | null, from: Element | null): void {
    setQuery(null);
    if (from) backToWork(from);
    onAnswer(answer);
  }

  return (
    <div className={styles.entity}>
      {typeof value === "string" && (
        <Chosen base={base} id={value} disabled={disabled} onClear={() => choose(null, field.current)} />
      )}
      {!disabled && (
        <Search
          field={field}
          base={base}
          title={attribute.title}
          placeholder={t(value === undefined ? "entitySearch" : "entityOther")}
          isAnswered={value !== undefined}
          query={query}
          onOpen={() => setQuery(mention)}
          onQuery={setQuery}
          onClose={() => setQuery(null)}
          onChoose={(answer) => choose(answer, field.current)}
        />
      )}
    </div>
  );
}

interface ChosenProps {
  readonly base: string;
  readonly id: string;
  readonly disabled: boolean;
  readonly onClear: () => void;
}

function Chosen({ base, id, disabled, onClear }: ChosenProps) {
  const { t } = useTranslation("editors");
  const { data } = useQuery({
    queryKey: ["knowledge-base", base, "entry", id],
    queryFn: ({ signal }) =>
      api.get("/knowledge-bases/{knowledge_base}/entries", {
        params: { path: { knowledge_base: base }, query: { id } },
        signal,
      }),
    enabled: id !== NIL,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const entry = data?.items[0];
  return (
    <div className={styles.chosen} data-nil={id === NIL || undefined}>
      <EntryText name={id === NIL ? t("entityNil") : (entry?.name ?? id)} entry={entry} />
      {!disabled && (
        <button
          type="button"
          className={styles.clear}
          aria-label={t("entityClear")}
          onMouseDown={keepFocus}
          onClick={onClear}
        >
          ×
        </button>
      )}
    </div>
  );
}

function EntryText({ name, entry }: { readonly name: string; readonly entry: Entry | undefined }) {
  return (
    <span className={styles.text}>
      <span className={styles.name}>
        <bdi>{name}</bdi>
        {entry && <span className={styles.id}>{entry.id}</span>}
      </span>
      {entry && (entry.description || entry.type) && (
        <span className={styles.description} dir="auto">
          {[entry.type, entry.description].filter(Boolean).join(" · ")}
        </span>
      )}
    </span>
  );
}

interface SearchProps {
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly base: string;
  readonly title: string;
  readonly placeholder: string;
  readonly isAnswered: boolean;
  /** null: closed. */
  readonly query: string | null;
  readonly onOpen: () => void;
  readonly onQuery: (query: string) => void;
  readonly onClose: () => void;
  readonly onChoose: (id: string) => void;
}

function Search({
  field,
  base,
  title,
  placeholder,
  isAnswered,
  query,
  onOpen,
  onQuery,
  onClose,
  onChoose,
}: SearchProps) {
  const { t } = useTranslation("editors");
  const id = useId();
  const [active, setActive] = useState(0);
  const { entries, state } = useFound(base, query);
  const isOpen = query !== null;
  // The last row says that there is none.
  const rows = entries.length + 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query starts at the top
  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    if (isOpen) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active, isOpen]);

  function walk(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "ArrowDown") setActive((active + 1) % rows);
    else if (event.key === "ArrowUp") setActive((active + rows - 1) % rows);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      // What is on screen answers an older query until the newer one is answered.
      if (state !== "searching") onChoose(entries[active]?.id ?? NIL);
    } else if (event.key === "Escape") {
      onClose();
      backToWork(event.currentTarget);
    } else return;
    event.preventDefault();
  }

  return (
    <>
      <div className={panel.search}>
        <input
          ref={field}
          className={panel.entry}
          type="text"
          role="combobox"
          dir="auto"
          data-entity-search={isAnswered ? "answered" : "open"}
          aria-label={t("searchIn", { list: title })}
          aria-expanded={isOpen}
          aria-controls={`${id}-rows`}
          aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
          aria-keyshortcuts={ENTITY_KEY}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={query ?? ""}
          onFocus={(event) => {
            onOpen();
            const input = event.currentTarget;
            requestAnimationFrame(() => input.select());
          }}
          onBlur={onClose}
          onChange={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={walk}
        />
        <KeyCap chord={ENTITY_KEY} />
      </div>
      {isOpen && state !== "found" && <p className={panel.about}>{t(WORDS[state], { query, base })}</p>}
      <div id={`${id}-rows`} className={styles.rows} role="listbox" aria-label={title} hidden={!isOpen}>
        {(isOpen ? [...entries, undefined] : []).map((entry, row) => (
          <button
            key={entry?.id ?? NIL}
            id={`${id}-${row}`}
            type="button"
            role="option"
            tabIndex={-1}
            className={styles.row}
            aria-selected={row === active}
            onMouseDown={keepFocus}
            onClick={() => onChoose(entry?.id ?? NIL)}
          >
            <EntryText name={entry?.name ?? t("entityNil")} entry={entry} />
          </button>
        ))}
      </div>
    </>
  );
}

const WORDS = {
  searching: "entitySearching",
  nothing: "searchNothing",
  unasked: "entityAsk",
  missing: "entityNoBase",
  failed: "entityFailed",
} as const;

type Found = { readonly entries: readonly Entry[]; readonly state: keyof typeof WORDS | "found" };

/** What a query finds; asked when typing rests for a moment. */
function useFound(base: string, query: string | null): Found {
  const words = useRested(query?.trim() ?? "");
  const asked = useQuery({
    queryKey: ["knowledge-base", base, "search", words],
    queryFn: ({ signal }) =>
      api.get("/knowledge-bases/{knowledge_base}/search", {
        params: { path: { knowledge_base: base }, query: { query: words.slice(0, 500), limit: SHOWN } },
        signal,
      }),
    enabled: query !== null && words !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  const isCurrent = words === (query?.trim() ?? "") && !asked.isPlaceholderData;
  if (query === null || query.trim() === "") return { entries: [], state: "unasked" };
  if (asked.error) return { entries: [], state: isMissing(asked.error) ? "missing" : "failed" };
  const entries = asked.data?.items ?? [];
  if (!isCurrent || asked.isPending) return { entries, state: "searching" };
  return { entries, state: entries.length > 0 ? "found" : "nothing" };
}

function isMissing(error: Error): boolean {
  return "code" in error && error.code === "knowledge_base_not_found";
}

/** A text as it was when it last stood still; the first is taken at once. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested === "" ? text : rested;
}

/** Of several fields the key opens the first that has no answer, else the first. */
function focusFirst(field: HTMLInputElement | null): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>("[data-entity-search]")];
  const first = fields.find((each) => each.dataset.entitySearch === "open") ?? fields[0];
  if (!field || field !== first) return false;
  field.focus();
  return true;
}
