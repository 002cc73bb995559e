/** The one way this app speaks to the server: JSON in and out, one error shape, the chosen customer in a header. */
import { useShellStore } from "../app/store";

const BASE = "/api/v1";

/** What the server said when it refused: a sentence for a person, a code for a program, the field that is wrong. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    code: string,
    sentence: string,
    field: string | null = null,
    retryAfter: number | null = null,
  ) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfterSeconds = retryAfter;
  }

  /** True when trying again later can help: the server is away, busy or restarting. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface RequestOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** The request survives the page being closed (drafts). */
  keepalive?: boolean;
}

type SignedOutListener = () => void;
let onSignedOut: SignedOutListener = () => undefined;

/** Called whenever the server says that the session is gone. */
export function whenSignedOut(listener: SignedOutListener): void {
  onSignedOut = listener;
}

/** Address of an API resource for links and event streams, which cannot carry a header. */
export function apiUrl(path: string): string {
  const customer = useShellStore.getState().customerId;
  if (customer === null) return BASE + path;
  return `${BASE}${path}${path.includes("?") ? "&" : "?"}customer=${encodeURIComponent(customer)}`;
}

/** Query string of the given filters; empty and null ones are left out. */
export function queryString(filters: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

async function request<T>(method: string, path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, path, body, options);
  if (response.ok) return readJson<T>(response);
  const error = await readError(response);
  if (error.status === 401 && path !== "/session") onSignedOut();
  throw error;
}

async function send(method: string, path: string, body: unknown, options: RequestOptions): Promise<Response> {
  const isRaw = body instanceof Blob || body instanceof ArrayBuffer || body instanceof Uint8Array;
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  const customer = useShellStore.getState().customerId;
  if (customer !== null) headers["Goldsmith-Customer"] = customer;
  if (body !== undefined) headers["Content-Type"] ??= isRaw ? "application/octet-stream" : "application/json";
  try {
    return await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : isRaw ? (body as BodyInit) : JSON.stringify(body),
      credentials: "same-origin",
      signal: options.signal,
      keepalive: options.keepalive,
    });
  } catch (failure) {
    if (options.signal?.aborted) throw failure;
    throw new ApiError(0, "unreachable", "The server cannot be reached. Nothing was lost; try again in a moment.");
  }
}

async function readJson<T>(response: Response): Promise<T> {
  if (response.status === 204) return null as T;
  const text = await response.text();
  return (text === "" ? null : JSON.parse(text)) as T;
}

async function readError(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const seconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body)) return new ApiError(response.status, body.code, body.error, body.field ?? null, seconds);
  return new ApiError(
    response.status,
    "unexpected",
    `The server answered ${response.status}. Try again.`,
    null,
    seconds,
  );
}

function isErrorBody(body: unknown): body is { error: string; code: string; field?: string | null } {
  return typeof body === "object" && body !== null && "error" in body && "code" in body;
}

export const api = {
  get: <T>(path: string, options?: RequestOptions) => request<T>("GET", path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>("POST", path, body, options),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>("PUT", path, body, options),
  patch: <T>(path: string, body?: unknown, options?: RequestOptions) => request<T>("PATCH", path, body, options),
  delete: <T = null>(path: string, options?: RequestOptions) => request<T>("DELETE", path, undefined, options),
};
