/** The models that may be asked about the item in hand. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../api";
import type { Assist, AssistPrompt, Shape } from "../editors";
import type { Claim } from "./claim";

const FRESH_MILLISECONDS = 60_000;
/** How long to wait before asking again while a model looks at the item. */
const LOOK_MILLISECONDS = 700;

/** Null where no model of the project can be asked. */
export function useAssist({ project_id, assignment_id, generation }: Claim): Assist | null {
  const { data } = useQuery({
    queryKey: ["assistants", project_id],
    queryFn: ({ signal }) => api.get("/projects/{project_id}/assistants", { params: { path: { project_id } }, signal }),
    staleTime: FRESH_MILLISECONDS,
  });
  const hasOne = (data?.items.length ?? 0) > 0;
  return useMemo(
    () => (hasOne ? { ask: (prompt, options) => askUntilReady(assignment_id, generation, prompt, options) } : null),
    [hasOne, assignment_id, generation],
  );
}

async function askUntilReady(
  assignment_id: string,
  generation: number,
  { label, points, box, view, frame }: AssistPrompt,
  { signal, onLooking }: Parameters<Assist["ask"]>[1],
): Promise<Shape | null> {
  const clicks = points.map(({ x, y, isInside }) => ({ x, y, is_inside: isInside }));
  for (;;) {
    signal.throwIfAborted();
    const said = await api.post("/assignments/{assignment_id}/suggest", {
      params: { path: { assignment_id } },
      body: { generation, label, points: clicks, box, view: view ?? 0, frame: frame ?? 0 },
      signal,
    });
    if (said.is_ready) return said.shape as Shape | null;
    onLooking();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
}
