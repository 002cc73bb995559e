/** Turning what somebody drops or pastes into tasks, a few hundred at a time. */
import { ApiError, api, type RejectedRow } from "../../api";

const TASKS_PER_REQUEST = 500;
const FILES_AT_ONCE = 3;

export interface Outcome {
  created: number;
  existing: number;
  rejectedCount: number;
  /** The rejected rows, or the first of very many. */
  rejected: RejectedRow[];
}

export type TaskRow = {
  unique_id?: string;
  batch?: string;
  text?: string;
  attachment?: string;
};

export const NOTHING: Outcome = { created: 0, existing: 0, rejectedCount: 0, rejected: [] };

export function addOutcomes(a: Outcome, b: Outcome): Outcome {
  return {
    created: a.created + b.created,
    existing: a.existing + b.existing,
    rejectedCount: a.rejectedCount + b.rejectedCount,
    rejected: [...a.rejected, ...b.rejected],
  };
}

/** Lines of text that hold something; their line numbers are kept for messages. */
export function readLines(pasted: string): { line: number; text: string }[] {
  return pasted
    .split(/\r?\n/)
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== "");
}

/** Creates the tasks; `rowOf` says which row of the source (from 1) the i-th task (from 0) came from. */
export async function createTasks(
  projectId: string,
  rows: readonly TaskRow[],
  rowOf: (index: number) => number,
  onProgress: (created: number) => void,
): Promise<Outcome> {
  let outcome = NOTHING;
  for (let start = 0; start < rows.length; start += TASKS_PER_REQUEST) {
    const tasks = rows.slice(start, start + TASKS_PER_REQUEST);
    const answer = await api.post("/projects/{project_id}/tasks", {
      params: { path: { project_id: projectId } },
      body: { tasks },
    });
    const rejected = answer.rejected.map((row) => ({ ...row, row: rowOf(start + row.row - 1) }));
    const { created, existing } = answer;
    outcome = addOutcomes(outcome, { created, existing, rejectedCount: rejected.length, rejected });
    onProgress(Math.min(rows.length, start + TASKS_PER_REQUEST));
  }
  return outcome;
}

interface Uploaded {
  row: number;
  name: string;
  assetId: string;
}

type Upload = Uploaded | RejectedRow;

const isUploaded = (upload: Upload): upload is Uploaded => "assetId" in upload;
const isRejected = (upload: Upload): upload is RejectedRow => !isUploaded(upload);

/** Uploads the files, then makes one task of each; a file's name is its unique id. */
export async function createTasksFromFiles(
  projectId: string,
  files: readonly File[],
  batch: string,
  onProgress: (done: number) => void,
): Promise<Outcome> {
  const uploads = await uploadAll(files, onProgress);
  const accepted = uploads.filter(isUploaded);
  const rejected = uploads.filter(isRejected);
  const rows = accepted.map(({ name, assetId }) => ({ unique_id: name, attachment: assetId, ...batchField(batch) }));
  const outcome = await createTasks(
    projectId,
    rows,
    (index) => accepted[index]?.row ?? index,
    () => undefined,
  );
  return addOutcomes({ ...NOTHING, rejectedCount: rejected.length, rejected }, outcome);
}

/** Uploads files that an import names, and makes no tasks of them; which the server refused, and why. */
export async function uploadNamedFiles(
  files: readonly File[],
  onProgress: (done: number) => void,
): Promise<RejectedRow[]> {
  return (await uploadAll(files, onProgress)).filter(isRejected);
}

export function batchField(batch: string): { batch?: string } {
  return batch.trim() === "" ? {} : { batch: batch.trim() };
}

async function uploadAll(files: readonly File[], onProgress: (done: number) => void): Promise<Upload[]> {
  const uploads: Upload[] = [];
  let next = 0;
  const worker = async () => {
    while (next < files.length) {
      const index = next++;
      const file = files[index];
      if (file) uploads[index] = await uploadFile(file, index + 1);
      onProgress(uploads.filter(Boolean).length);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker));
  return uploads;
}

/** A file the server refuses becomes a rejected row; a server that is away stops everything. */
async function uploadFile(file: File, row: number): Promise<Upload> {
  const name = file.webkitRelativePath || file.name;
  try {
    const asset = await api.post("/assets", {
      params: { query: { name: file.name } },
      body: file,
      headers: { "Content-Type": file.type || "application/octet-stream" },
    });
    if (asset.status === "rejected") return { row, error: asset.reason ?? "", field: "attachment", unique_id: name };
    return { row, name, assetId: asset.id };
  } catch (error) {
    if (error instanceof ApiError && !error.isTemporary && error.status !== 401) {
      return { row, error: error.message, field: error.field, unique_id: name };
    }
    throw error;
  }
}
