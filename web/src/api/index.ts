export { api, apiUrl, given, whenSignedOut } from "./client";
export { ApiError } from "./errors";
export { sessionKey, useSession } from "./session";
export type * from "./types";
