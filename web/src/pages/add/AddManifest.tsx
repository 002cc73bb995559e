/** A manifest, or another tool's file, of any size: uploaded in resumable chunks, then read by the server row by row. */
import { NativeSelect, Progress } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, type Import } from "../../api";
import { useRejects } from "../../api/queries";
import { findUnfinished, fingerprint, uploadManifest } from "../../api/upload";
import { ErrorNote } from "../../components/ErrorNote";
import { formatBytes, formatCount } from "../../components/format";
import { useText } from "../../i18n/text";
import { BatchField } from "./AddFiles";
import classes from "./add.module.css";
import { DropArea } from "./DropArea";
import { ImportTable } from "./ImportTable";
import { batchField } from "./intake";
import { NamedFiles } from "./NamedFiles";
import type { WayProps } from "./way";

/** Finds or begins the import of this file, sends what is missing, and starts it. */
async function sendManifest(
  projectId: string,
  file: File,
  format: string,
  batch: string,
  onProgress: (sent: number) => void,
) {
  const key = `${fingerprint(projectId, file)}:${format}`;
  const begun =
    (await findUnfinished(key)) ??
    (await api.post("/projects/{project_id}/imports", {
      params: { path: { project_id: projectId } },
      body: {
        name: file.name,
        format: format === MANIFEST ? manifestFormat(file.name) : format,
        size: file.size,
        ...batchField(batch),
      },
    }));
  localStorage.setItem(key, begun.id);
  await uploadManifest(file, begun.id, { onProgress });
  const started = await api.post("/imports/{import_id}/start", { params: { path: { import_id: begun.id } } });
  localStorage.removeItem(key);
  return started;
}

/** The first choice: JSONL or CSV, told apart by the name. */
const MANIFEST = "manifest";

function manifestFormat(name: string): "csv" | "jsonl" {
  return name.toLowerCase().endsWith(".csv") ? "csv" : "jsonl";
}

export function AddManifest({ project, mediaTypes, importFormats, onFinish }: WayProps) {
  const t = useText();
  const [format, setFormat] = useState(MANIFEST);
  const [batch, setBatch] = useState("");
  const [sent, setSent] = useState(0);
  const send = useMutation({ mutationFn: (file: File) => sendManifest(project.id, file, format, batch, setSent) });
  const running = useImport(send.data?.id, onFinish);
  const size = send.variables?.size ?? 0;
  const isText = mediaTypes.includes("text/plain");
  return (
    <>
      <BatchField value={batch} onChange={setBatch} />
      <NativeSelect
        label={t("add.format")}
        description={format === MANIFEST ? undefined : t("add.formatNote")}
        maw={420}
        value={format}
        onChange={(event) => setFormat(event.currentTarget.value)}
        data={[
          { value: MANIFEST, label: t("add.formatManifest") },
          ...importFormats.filter((name) => name !== "jsonl" && name !== "csv"),
        ]}
      />
      {format !== MANIFEST && !isText && <NamedFiles mediaTypes={mediaTypes} />}
      <DropArea
        prompt={t(format === MANIFEST ? "add.dropManifest" : "add.dropFile", { format })}
        note={t("add.dropManifestNote")}
        accept={format === MANIFEST ? ".jsonl,.ndjson,.csv" : ""}
        isMany={false}
        isDisabled={send.isPending || running?.status === "running"}
        onFiles={([file]) => file && send.mutate(file)}
      />
      {send.isPending && (
        <div className={classes.progress} role="status">
          <Progress value={(sent / Math.max(1, size)) * 100} aria-label={t("add.uploading")} transitionDuration={100} />
          <span>{t("add.bytesProgress", { sent: formatBytes(sent), size: formatBytes(size) })}</span>
        </div>
      )}
      {running?.status === "running" && (
        <div className={classes.progress} role="status">
          <Progress value={100} animated aria-label={t("add.reading")} />
          <span>{t("add.rowsProgress", { rows: formatCount(running.rows_read) })}</span>
        </div>
      )}
      {send.isError && <ErrorNote error={send.error} onRetry={() => send.variables && send.mutate(send.variables)} />}
      {running?.status === "failed" && <p role="alert">{running.error}</p>}
      {running?.status === "done" && running.losses.length > 0 && (
        <p>
          {t("add.leftOut", {
            lost: running.losses.map((loss) => `${loss.lost}: ${formatCount(loss.count)}`).join(", "),
          })}
        </p>
      )}
      {format === MANIFEST && <ManifestHelp isText={isText} />}
      <ImportTable project={project} />
    </>
  );
}

const ENDED = ["done", "failed", "canceled"];

/** Follows an import until it ended, then tells what came of it. */
function useImport(id: string | undefined, onFinish: WayProps["onFinish"]): Import | undefined {
  const { data: running } = useQuery({
    queryKey: ["import", id],
    queryFn: () => api.get("/imports/{import_id}", { params: { path: { import_id: id ?? "" } } }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data && ENDED.includes(state.data.status) ? false : 700),
  });
  const { data: rejects } = useRejects(id ?? "", running?.status === "done");
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the rejects of this import are known
  useEffect(() => {
    if (running === undefined || rejects === undefined) return;
    const { created, existing, rejected } = running;
    onFinish({ created, existing, rejectedCount: rejected, rejected: rejects.items });
  }, [rejects]);
  return running;
}

const TEXT_ROWS = `{"unique_id": "ticket-1", "text": "My parcel never came.", "batch": "march", "metadata": {"source": "crm"}}
{"unique_id": "ticket-2", "text": "Thank you!", "priority": 80}`;

const FILE_ROWS = `{"unique_id": "frame-1", "attachment": "https://example.org/frames/1.jpg", "batch": "march"}
{"unique_id": "frame-2", "attachment": "asset_01h455vb4pex5vsknk084sn02q", "priority": 80}`;

function ManifestHelp({ isText }: { isText: boolean }) {
  const t = useText();
  return (
    <div className={classes.help}>
      <p>{t("add.manifestHelp")}</p>
      <pre>{isText ? TEXT_ROWS : FILE_ROWS}</pre>
    </div>
  );
}
