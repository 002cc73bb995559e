/** Looking into a knowledge base: what labelers find when they type the same. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Entry, type KnowledgeBase } from "../../api";
import { ErrorNote } from "../../components/ErrorNote";
import { useText } from "../../i18n/text";
import classes from "./settings.module.css";

const PATIENCE_MS = 150;

export function KnowledgeBaseSearch({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed.trim(), PATIENCE_MS);
  const found = useQuery({
    queryKey: ["knowledge-base", base.name, "search", words],
    queryFn: ({ signal }) =>
      api.get("/knowledge-bases/{knowledge_base}/search", {
        params: { path: { knowledge_base: base.name }, query: { query: words } },
        signal,
      }),
    enabled: words !== "",
    placeholderData: keepPreviousData,
  });
  const label = t("knowledge.search", { title: base.title });
  return (
    <>
      <TextInput
        aria-label={label}
        placeholder={label}
        maxLength={500}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found.error && <ErrorNote error={found.error} />}
      {words !== "" && found.data && <FoundEntries entries={found.data.items} query={words} />}
    </>
  );
}

function FoundEntries({ entries, query }: { entries: readonly Entry[]; query: string }) {
  const t = useText();
  if (entries.length === 0) return <p className={classes.webhookNote}>{t("knowledge.nothing", { query })}</p>;
  return (
    <ul className={classes.entries}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <span className={classes.entryName}>
            <bdi>{entry.name}</bdi>
            <span className="mono">{entry.id}</span>
          </span>
          <span className={classes.entryNote} dir="auto">
            {[entry.type, entry.description, entry.aliases.join(", ")].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
