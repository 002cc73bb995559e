import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useShellStore } from "../app/store";
import { api, apiUrl, given, whenSignedOut } from "./client";
import { ApiError } from "./errors";

let sent: Request[];
let answer: () => Response;

beforeEach(() => {
  sent = [];
  useShellStore.setState({ customerId: "customer_1" });
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(request);
    return answer();
  });
});

afterEach(() => vi.unstubAllGlobals());

const NEW_MEMBER = { name: "Ada", email: "ada@example.org", role: "labeler" } as const;

test("a request carries the chosen customer and its body as JSON", async () => {
  answer = () => Response.json({ person_id: "person_1" }, { status: 201 });
  const made = await api.post("/members", { body: NEW_MEMBER });
  expect(made.person_id).toBe("person_1");
  const [request] = sent as [Request];
  expect(request.url).toBe(`${window.location.origin}/api/v1/members`);
  expect(request.headers.get("Goldsmith-Customer")).toBe("customer_1");
  expect(request.headers.get("Content-Type")).toBe("application/json");
  expect(request.credentials).toBe("same-origin");
  expect(await request.json()).toEqual(NEW_MEMBER);
});

test("a request that may outlive its page says so", async () => {
  answer = () => new Response(null, { status: 204 });
  const params = { path: { assignment_id: "assignment_1" } };
  await api.post("/assignments/{assignment_id}/release", { params, body: { generation: 1 }, keepalive: true });
  expect(sent[0]?.url).toContain("/api/v1/assignments/assignment_1/release");
  expect(sent[0]?.keepalive).toBe(true);
});

test("what somebody took back is no failure of the server", async () => {
  const control = new AbortController();
  answer = () => {
    control.abort();
    throw new DOMException("Aborted", "AbortError");
  };
  const error = await api.get("/projects", { signal: control.signal }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: "AbortError" });
});

test("an answer without content reads as nothing", async () => {
  answer = () => new Response(null, { status: 204 });
  expect(await api.delete("/session")).toBeUndefined();
});

test("a refusal becomes an error with the server's sentence, code and field", async () => {
  answer = () => Response.json({ error: "This name is taken.", code: "name_taken", field: "name" }, { status: 409 });
  const error = await api.post("/members", { body: NEW_MEMBER }).catch((caught: unknown) => caught);
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
  expect(apiUrl("/projects/{project_id}/live", { path: { project_id: "p" } })).toBe(
    "/api/v1/projects/p/live?customer=customer_1",
  );
  const params = { path: { delivery_id: "d" }, query: { format: "coco" } };
  expect(apiUrl("/deliveries/{delivery_id}/export", params)).toBe(
    "/api/v1/deliveries/d/export?format=coco&customer=customer_1",
  );
});

test("empty filters are left out of the query", () => {
  expect(given({ stage: "label", status: null, batch: "", limit: 0 })).toEqual({ stage: "label", limit: 0 });
  expect(given({ stage: null })).toEqual({});
});
