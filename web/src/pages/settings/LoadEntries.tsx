/** The form that sends a file of entries; it is read in the background. */
import { Checkbox, FileInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type KnowledgeBase } from "../../api";
import { keys } from "../../api/queries";
import { useText } from "../../i18n/text";
import { AddDialog } from "./AddDialog";

export function LoadEntries({ base, onClose }: { base: KnowledgeBase; onClose(): void }) {
  const t = useText();
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [isWhole, setWhole] = useState(false);
  const load = useMutation({
    mutationFn: async () => {
      if (file === null) return;
      const query = { name: file.name, format: formatOf(file.name), is_whole: isWhole };
      await api.post("/knowledge-bases/{knowledge_base}/loads", {
        params: { path: { knowledge_base: base.name }, query },
        headers: { "Content-Type": "application/octet-stream" },
        body: file,
      });
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.knowledgeBaseLoads(base.name) });
      onClose();
    },
  });
  return (
    <AddDialog
      title={t("knowledge.loadTitle", { title: base.title })}
      action={t("knowledge.load")}
      error={load.error}
      isBusy={load.isPending}
      onSubmit={() => load.mutate()}
      onClose={onClose}
    >
      <FileInput
        label={t("knowledge.file")}
        description={t("knowledge.fileNote")}
        accept=".jsonl,.ndjson,.csv"
        required
        value={file}
        onChange={setFile}
      />
      <Checkbox
        label={t("knowledge.isWhole")}
        description={t("knowledge.isWholeNote")}
        checked={isWhole}
        onChange={(event) => setWhole(event.currentTarget.checked)}
      />
    </AddDialog>
  );
}

function formatOf(name: string): "csv" | "jsonl" {
  return name.toLowerCase().endsWith(".csv") ? "csv" : "jsonl";
}
