/** What the server said when it refused: a sentence for a person, a code for a program, the field that is wrong. */
import type { components } from "./schema";

type Refusal = components["schemas"]["Error"];

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

/** Reads a refusal; the page of something that is not our server never reaches the screen. */
export async function readRefusal(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const seconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  const body: unknown = await response.json().catch(() => null);
  if (isRefusal(body)) return new ApiError(response.status, body.code, body.error, body.field ?? null, seconds);
  return new ApiError(
    response.status,
    "unexpected",
    `The server answered ${response.status}. Try again.`,
    null,
    seconds,
  );
}

function isRefusal(body: unknown): body is Omit<Refusal, "field"> & Partial<Refusal> {
  return typeof body === "object" && body !== null && "error" in body && "code" in body;
}
