import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "./errors";
import { findUnfinished, fingerprint, uploadManifest } from "./upload";

/** A server that keeps bytes, and fails as often as it is told to. */
class Store {
  received = "";
  failures: Response[] = [];

  handle = async (request: Request): Promise<Response> => {
    if (request.method === "GET")
      return Response.json({
        id: request.url.split("/").at(-1),
        status: "uploading",
        bytes_received: this.received.length,
      });
    const failure = this.failures.shift();
    if (failure) return failure;
    const offset = Number(request.headers.get("Upload-Offset"));
    if (offset !== this.received.length)
      return Response.json({ error: "Elsewhere.", code: "wrong_offset" }, { status: 409 });
    this.received += await request.text();
    return Response.json({ bytes_received: this.received.length });
  };
}

const MANIFEST = '{"text":"one"}\n{"text":"two"}\n{"text":"three"}\n';
const busy = () => Response.json({ error: "Busy.", code: "busy" }, { status: 503, headers: { "Retry-After": "2" } });

/** jsdom has a Blob of its own, which cannot be the body of a request. */
const NativeBlob = (await new Response("").blob()).constructor as typeof Blob;

let store: Store;
let waits: number[];
let progress: number[];

const send = () =>
  uploadManifest(new Blob([MANIFEST]), "import_1", {
    chunkBytes: 10,
    onProgress: (bytes) => progress.push(bytes),
    wait: async (milliseconds) => void waits.push(milliseconds),
  });

beforeEach(() => {
  store = new Store();
  waits = [];
  progress = [];
  vi.stubGlobal("fetch", store.handle);
  vi.stubGlobal("Blob", NativeBlob);
});

afterEach(() => vi.unstubAllGlobals());

test("a manifest arrives in chunks, in order, exactly once", async () => {
  await send();
  expect(store.received).toBe(MANIFEST);
  expect(progress.at(0)).toBe(0);
  expect(progress.at(-1)).toBe(MANIFEST.length);
});

test("an upload continues from what the server already has", async () => {
  store.received = MANIFEST.slice(0, 25);
  await send();
  expect(store.received).toBe(MANIFEST);
  expect(progress[0]).toBe(25);
});

test("a busy server is asked again after the time it named", async () => {
  store.failures = [busy(), busy()];
  await send();
  expect(waits).toEqual([2000, 2000]);
  expect(store.received).toBe(MANIFEST);
});

test("a chunk that arrived although its answer was lost is not sent twice", async () => {
  store.failures = [Response.json({ error: "Elsewhere.", code: "wrong_offset" }, { status: 409 })];
  store.received = MANIFEST.slice(0, 10);
  await send();
  expect(store.received).toBe(MANIFEST);
});

test("a refusal that cannot get better stops the upload", async () => {
  store.failures = [Response.json({ error: "Too large.", code: "too_large" }, { status: 413 })];
  await expect(send()).rejects.toBeInstanceOf(ApiError);
});

test("an upload gives up after many failures in a row", async () => {
  store.failures = Array.from({ length: 30 }, busy);
  await expect(send()).rejects.toMatchObject({ code: "busy" });
});

test("the same file picked again after a reload finds its unfinished import", async () => {
  const file = new File([MANIFEST], "march.jsonl", { lastModified: 1 });
  const key = fingerprint("project_1", file);
  expect(await findUnfinished(key)).toBeNull();
  localStorage.setItem(key, "import_7");
  expect((await findUnfinished(key))?.id).toBe("import_7");
  expect(fingerprint("project_2", file)).not.toBe(key);
});
