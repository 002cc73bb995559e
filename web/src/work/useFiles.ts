/** Files that answer a question: sent under the claim that is held, found again by their id. */
import { useMemo } from "react";
import { api } from "../api";
import type { Files } from "../editors";
import type { Claim } from "./claim";

export function useFiles({ assignment_id, generation }: Claim, readOnly: boolean): Files {
  return useMemo(
    () => ({
      attach: readOnly
        ? null
        : (question, file, signal) =>
            api.post("/assignments/{assignment_id}/files", {
              params: { path: { assignment_id }, query: { generation, question, name: file.name } },
              headers: { "Content-Type": "application/octet-stream" },
              body: file,
              signal,
            }),
      find: (asset_id, signal) => api.get("/assets/{asset_id}", { params: { path: { asset_id } }, signal }),
    }),
    [assignment_id, generation, readOnly],
  );
}
