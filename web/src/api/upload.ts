/** Sends a manifest in chunks that survive a lost connection, a restarted server and a reloaded page. */
import { api } from "./client";
import { ApiError } from "./errors";
import type { Import } from "./types";

const CHUNK_BYTES = 4 * 1024 * 1024;
const MOST_FAILURES = 8;
const LONGEST_WAIT_MS = 15_000;

export interface UploadOptions {
  onProgress(sentBytes: number): void;
  signal?: AbortSignal;
  chunkBytes?: number;
  /** Waits between attempts; tests pass their own. */
  wait?: (milliseconds: number) => Promise<void>;
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Uploads what the server does not have yet; the server's count of bytes is the truth. */
export async function uploadManifest(file: Blob, importId: string, options: UploadOptions): Promise<void> {
  const { onProgress, signal, chunkBytes = CHUNK_BYTES, wait = sleep } = options;
  let failures = 0;
  let offset = await readOffset(importId, signal);
  onProgress(offset);
  while (offset < file.size) {
    try {
      offset = await sendChunk(file.slice(offset, offset + chunkBytes), importId, offset, signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!canContinue(error) || failures > MOST_FAILURES) throw error;
      await wait(waitMilliseconds(error, failures));
      offset = await readOffset(importId, signal).catch(keepOffset(offset));
    }
    onProgress(offset);
  }
}

async function sendChunk(chunk: Blob, importId: string, offset: number, signal?: AbortSignal): Promise<number> {
  const sent = await api.patch("/imports/{import_id}/content", {
    params: { path: { import_id: importId }, header: { "Upload-Offset": offset } },
    headers: { "Content-Type": "application/octet-stream" },
    body: chunk,
    signal,
  });
  return sent.bytes_received;
}

async function readOffset(importId: string, signal?: AbortSignal): Promise<number> {
  return (await readImport(importId, signal)).bytes_received;
}

function readImport(importId: string, signal?: AbortSignal): Promise<Import> {
  return api.get("/imports/{import_id}", { params: { path: { import_id: importId } }, signal });
}

/** While the server is away the last known offset stands; a wrong one is refused and read again. */
function keepOffset(offset: number): (error: unknown) => number {
  return (error) => {
    if (canContinue(error)) return offset;
    throw error;
  };
}

function canContinue(error: unknown): boolean {
  return error instanceof ApiError && (error.isTemporary || error.code === "wrong_offset");
}

function waitMilliseconds(error: unknown, failures: number): number {
  if (!(error instanceof ApiError) || error.code === "wrong_offset") return 0;
  if (error.retryAfterSeconds !== null) return error.retryAfterSeconds * 1000;
  return Math.min(500 * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/** Recognises a file that somebody picks again after a reload. */
export function fingerprint(projectId: string, file: File): string {
  return `goldsmith-import:${projectId}:${file.name}:${file.size}:${file.lastModified}`;
}

/** The unfinished import of this very file, or null. */
export async function findUnfinished(key: string): Promise<Import | null> {
  const id = localStorage.getItem(key);
  if (id === null) return null;
  try {
    const found = await readImport(id);
    return found.status === "uploading" ? found : null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
