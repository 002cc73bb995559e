export type { RequestOptions } from "./client";
export { ApiError, api, apiUrl, queryString, whenSignedOut } from "./client";
export type * from "./functions";
export type * from "./models";
export type * from "./quality";
export { sessionKey, useSession } from "./session";
export type * from "./types";
