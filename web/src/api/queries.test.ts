import { afterEach, expect, test, vi } from "vitest";
import { api } from "./client";
import { readWhole } from "./queries";

afterEach(() => vi.unstubAllGlobals());

test("a short list is read to its end, page by page, by its cursor", async () => {
  const pages: Record<string, unknown> = {
    "/api/v1/members": { items: [1, 2], next: "a+b/=" },
    "/api/v1/members?cursor=a%2Bb%2F%3D": { items: [3], next: null },
  };
  vi.stubGlobal("fetch", async ({ url }: Request) => Response.json(pages[url.replace(window.location.origin, "")]));
  expect(await readWhole((query) => api.get("/members", { params: { query } }))).toEqual([1, 2, 3]);
});
