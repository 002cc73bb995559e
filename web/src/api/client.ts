/** The one way this app speaks to the server: typed from the API's own description, one error shape, one customer. */
import createClient, {
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  type FetchOptions,
  type MaybeOptionalInit,
  type Middleware,
} from "openapi-fetch";
import type {
  FilterKeys,
  PathsWithMethod,
  RequiredKeysOf,
  ResponseObjectMap,
  SuccessResponse,
} from "openapi-typescript-helpers";
import { useShellStore } from "../app/store";
import { ApiError, readRefusal } from "./errors";
import type { paths } from "./schema";

const BASE = "/api/v1";

/** Every address under /api/v1, as it is written after that. */
type Addresses = { [Path in keyof paths as Path extends `/api/v1${infer Short}` ? Short : never]: paths[Path] };
type Method = "get" | "post" | "put" | "patch" | "delete";

/** Sends one request and resolves with its answer; rejects with an ApiError for everything else. */
type Send<M extends Method> = <
  Path extends PathsWithMethod<Addresses, M>,
  Init extends MaybeOptionalInit<Addresses[Path], M>,
>(
  path: Path,
  ...init: RequiredKeysOf<Init> extends never ? [Init?] : [Init]
) => Promise<Answered<Addresses[Path][M]>>;

type Answered<Operation> =
  Operation extends Record<string | number, unknown> ? SuccessResponse<ResponseObjectMap<Operation>> : never;

type SignedOutListener = () => void;
let onSignedOut: SignedOutListener = () => undefined;

/** Called whenever the server says that the session is gone. */
export function whenSignedOut(listener: SignedOutListener): void {
  onSignedOut = listener;
}

const rules: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept", "application/json");
    const customer = useShellStore.getState().customerId;
    if (customer !== null) request.headers.set("Goldsmith-Customer", customer);
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return;
    const error = await readRefusal(response);
    if (error.status === 401 && schemaPath !== "/session") onSignedOut();
    throw error;
  },
  onError({ request }) {
    if (request.signal.aborted) return undefined;
    return new ApiError(0, "unreachable", "The server cannot be reached. Nothing was lost; try again in a moment.");
  },
};

const client = createClient<Addresses>({
  baseUrl: window.location.origin + BASE,
  credentials: "same-origin",
  fetch: (request) => fetch(request),
  bodySerializer: (body: unknown) => (body instanceof Blob ? body : JSON.stringify(body)),
});
client.use(rules);

function sending<M extends Method>(method: M): Send<M> {
  const send = async (path: never, init?: never) => (await client.request(method, path, init as never)).data;
  return send as unknown as Send<M>;
}

export const api = {
  get: sending("get"),
  post: sending("post"),
  put: sending("put"),
  patch: sending("patch"),
  delete: sending("delete"),
};

type Readable = PathsWithMethod<Addresses, "get">;
type Place<Path extends Readable> = NonNullable<FetchOptions<FilterKeys<Addresses[Path], "get">>["params"]>;

/** Address of an API resource for links and event streams, which cannot carry a header. */
export function apiUrl<Path extends Readable>(path: Path, params: Place<Path>): string {
  const { path: place, query } = params as { path?: Record<string, unknown>; query?: Record<string, unknown> };
  return createFinalURL(path, {
    baseUrl: BASE,
    params: { path: place, query: { ...query, customer: useShellStore.getState().customerId } },
    querySerializer: createQuerySerializer(),
    pathSerializer: defaultPathSerializer,
  });
}

/** The filters that somebody set; empty ones and null are left out of the query. */
export function given<Filters extends Record<string, string | number | null | undefined>>(
  filters: Filters,
): { [Name in keyof Filters]?: Exclude<Filters[Name], null | undefined> } {
  const set = Object.entries(filters).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return Object.fromEntries(set) as { [Name in keyof Filters]?: Exclude<Filters[Name], null | undefined> };
}
