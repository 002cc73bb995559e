/** The models that a labeler of this item may talk to. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, type TalkOffer, type TurnRequest } from "../api";
import type { Ontology, Talk } from "../editors";
import type { Claim } from "./claim";

const FRESH_MILLISECONDS = 60_000;

/** Null where nothing is said to models, or none is connected. */
export function useTalk({ project_id, assignment_id, generation, purpose }: Claim, ontology: Ontology): Talk | null {
  const talks = purpose === "label" && (ontology.labels ?? []).some(({ writing }) => writing?.role === "user");
  const { data } = useQuery({
    queryKey: ["talk-offer", project_id],
    queryFn: ({ signal }) => api.get("/projects/{project_id}/talk/offer", { params: { path: { project_id } }, signal }),
    staleTime: FRESH_MILLISECONDS,
    enabled: talks,
  });
  return useMemo(
    () => (data?.is_open && data.replies_per_turn > 0 ? makeTalk(assignment_id, generation, data) : null),
    [data, assignment_id, generation],
  );
}

function makeTalk(assignment_id: string, generation: number, offer: TalkOffer): Talk {
  return {
    replies: offer.replies_per_turn,
    takesPictures: offer.takes_pictures ?? false,
    tools: offer.tools ?? [],
    // Waiting for all of them, as a stream would tell how quick each one is.
    async ask(turn_key, messages, signal) {
      const said = await api.post("/assignments/{assignment_id}/replies", {
        params: { path: { assignment_id } },
        body: {
          generation,
          turn_key,
          messages: messages as TurnRequest["messages"],
        },
        signal,
      });
      return said.items.map(({ alias, reply_id, content, tool_calls, error }) => ({
        alias,
        id: reply_id ?? null,
        content: content ?? "",
        tool_calls: tool_calls ?? [],
        error: error ?? null,
      }));
    },
  };
}
