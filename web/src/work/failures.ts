/** Failures that pass by themselves, and those that a person must hear about. */
import { ApiError } from "../api";

export { ApiError };

/** The server is away, busy or restarting: nothing is lost, the same request will do later. */
export function isTemporary(error: unknown): boolean {
  return !(error instanceof ApiError) || error.isTemporary || error.status === 401;
}

/** The assignment is no longer ours. */
export function isStale(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}
