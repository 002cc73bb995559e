/** What became of the newest file that was loaded into a knowledge base, and the rows that were rejected. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { KnowledgeBase, KnowledgeBaseLoad } from "../../api";
import { keys, useKnowledgeBaseLoads } from "../../api/queries";
import { formatCount } from "../../components/format";
import { useText } from "../../i18n/text";
import classes from "./settings.module.css";

const ROWS_SHOWN = 20;

export function KnowledgeBaseLoads({ base }: { base: KnowledgeBase }) {
  const { data } = useKnowledgeBaseLoads(base.name);
  const queryClient = useQueryClient();
  const newest = data?.items[0];
  const rows = newest?.rows_read;
  const status = newest?.status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that a load goes on there are other counts
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: keys.knowledgeBases, exact: true });
  }, [queryClient, rows, status]);
  if (newest === undefined) return null;
  return (
    <div className={classes.webhookNote}>
      <Told load={newest} />
      {newest.rejects.length > 0 && (
        <ul className={classes.rejects}>
          {newest.rejects.slice(0, ROWS_SHOWN).map((each) => (
            <RejectedRow key={each.row} row={each.row} error={each.error} />
          ))}
        </ul>
      )}
    </div>
  );
}

function RejectedRow({ row, error }: { row: number; error: string }) {
  const t = useText();
  return <li>{t("knowledge.row", { row: formatCount(row), error })}</li>;
}

function Told({ load }: { load: KnowledgeBaseLoad }) {
  return <p role="status">{useTold(load)}</p>;
}

function useTold(load: KnowledgeBaseLoad): string {
  const t = useText();
  const { name, status, error } = load;
  if (status === "running") return t("knowledge.loading", { name, rows: formatCount(load.rows_read) });
  if (status === "failed") return t("knowledge.failed", { name, error: error ?? "" });
  const counts = t("knowledge.counts", {
    added: formatCount(load.added),
    changed: formatCount(load.changed),
    retired: formatCount(load.retired),
    rejected: formatCount(load.rejected),
  });
  return t("knowledge.lastLoad", { name, counts });
}
