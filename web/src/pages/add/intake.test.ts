import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTasks, createTasksFromFiles, readLines } from "./intake";

type Row = { unique_id?: string; text?: string; attachment?: string };

let posted: Row[][];

/** Refuses empty texts and files named "bad"; takes everything else. */
async function serve(request: Request): Promise<Response> {
  const { url } = request;
  if (url.includes("/assets")) {
    if (url.includes("bad"))
      return Response.json({ error: "This is not an image.", code: "media_type", field: null }, { status: 415 });
    return Response.json({ id: `asset_${url.split("=").at(-1)}`, status: "pending" }, { status: 201 });
  }
  const { tasks } = (await request.json()) as { tasks: Row[] };
  posted.push(tasks);
  const rejected = tasks.flatMap(({ text }, index) =>
    text === "reject me" ? [{ row: index + 1, error: "No.", field: "text" }] : [],
  );
  return Response.json({ created: tasks.length - rejected.length, existing: 0, rejected, items: [] }, { status: 201 });
}

beforeEach(() => {
  posted = [];
  vi.stubGlobal("fetch", serve);
});

afterEach(() => vi.unstubAllGlobals());

test("empty lines are left out and line numbers kept", () => {
  expect(readLines("one\r\n\r\n  two \n")).toEqual([
    { line: 1, text: "one" },
    { line: 3, text: "two" },
  ]);
});

test("many rows go in several requests, and a rejected one is told by its own line", async () => {
  const rows = Array.from({ length: 1200 }, (_, index) => ({ text: index === 777 ? "reject me" : `line ${index}` }));
  const outcome = await createTasks(
    "project_1",
    rows,
    (index) => index + 1,
    () => undefined,
  );
  expect(posted.map(({ length }) => length)).toEqual([500, 500, 200]);
  expect(outcome).toMatchObject({ created: 1199, rejected: [{ row: 778 }] });
});

test("a file that is refused becomes a row with its reason, the others become tasks", async () => {
  const files = [new File(["x"], "a.png"), new File(["x"], "bad.exe"), new File(["x"], "c.png")];
  const seen: number[] = [];
  const outcome = await createTasksFromFiles("project_1", files, "march", (done) => seen.push(done));
  expect(outcome.created).toBe(2);
  expect(outcome.rejected).toEqual([{ row: 2, error: "This is not an image.", field: null, unique_id: "bad.exe" }]);
  expect(posted[0]).toEqual([
    { unique_id: "a.png", attachment: "asset_a.png", batch: "march" },
    { unique_id: "c.png", attachment: "asset_c.png", batch: "march" },
  ]);
  expect(seen.at(-1)).toBe(3);
});
