import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useShellStore } from "../app/store";
import { ApiError, api, apiUrl, queryString, whenSignedOut } from "./client";

interface Sent {
  url: string;
  init: RequestInit;
}

let sent: Sent[];
let answer: () => Response;

beforeEach(() => {
  sent = [];
  useShellStore.setState({ customerId: "customer_1" });
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return answer();
  });
});

afterEach(() => vi.unstubAllGlobals());

const headersOf = ({ init }: Sent) => init.headers as Record<string, string>;

test("a request carries the chosen customer and its body as JSON", async () => {
  answer = () => Response.json({ id: "project_1" }, { status: 201 });
  const made = await api.post<{ id: string }>("/projects", { name: "Cats" });
  expect(made.id).toBe("project_1");
  expect(sent[0]?.url).toBe("/api/v1/projects");
  expect(headersOf(sent[0] as Sent)).toMatchObject({
    "Goldsmith-Customer": "customer_1",
    "Content-Type": "application/json",
  });
  expect(sent[0]?.init.body).toBe('{"name":"Cats"}');
});

test("an answer without content reads as null", async () => {
  answer = () => new Response(null, { status: 204 });
  expect(await api.delete("/session")).toBeNull();
});

test("a refusal becomes an error with the server's sentence, code and field", async () => {
  answer = () => Response.json({ error: "This name is taken.", code: "name_taken", field: "name" }, { status: 409 });
  const error = await api.post("/projects", {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 409,
    code: "name_taken",
    message: "This name is taken.",
    field: "name",
    isTemporary: false,
  });
});

test("a busy server says when to come back", async () => {
  answer = () => Response.json({ error: "Busy.", code: "busy" }, { status: 503, headers: { "Retry-After": "7" } });
  const error = await api.get("/projects").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ retryAfterSeconds: 7, isTemporary: true, field: null });
});

test("an error page that is not ours never reaches the screen", async () => {
  answer = () => new Response("<html>Traceback</html>", { status: 502 });
  const error = (await api.get("/projects").catch((caught: unknown) => caught)) as ApiError;
  expect(error.message).not.toContain("Traceback");
  expect(error.code).toBe("unexpected");
});

test("a network that is gone is a temporary error", async () => {
  answer = () => {
    throw new TypeError("Failed to fetch");
  };
  expect(await api.get("/work").catch((caught: unknown) => caught)).toMatchObject({
    code: "unreachable",
    isTemporary: true,
  });
});

test("a session that ended is told once to the app, but not when asking for the session itself", async () => {
  const told = vi.fn();
  whenSignedOut(told);
  answer = () => Response.json({ error: "Sign in.", code: "not_signed_in" }, { status: 401 });
  await api.get("/session").catch(() => null);
  expect(told).not.toHaveBeenCalled();
  await api.get("/projects").catch(() => null);
  expect(told).toHaveBeenCalledOnce();
});

test("links name the customer, because they cannot carry a header", () => {
  expect(apiUrl("/projects/p/live")).toBe("/api/v1/projects/p/live?customer=customer_1");
  expect(apiUrl("/deliveries/d/export?format=coco")).toBe(
    "/api/v1/deliveries/d/export?format=coco&customer=customer_1",
  );
});

test("empty filters are left out of the query", () => {
  expect(queryString({ stage: "label", status: null, batch: "", limit: 0 })).toBe("?stage=label&limit=0");
  expect(queryString({ stage: null })).toBe("");
});
