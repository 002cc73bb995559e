/** Tests of the rubric that is being written, on responses that its writer does not see. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../api";
import type { Ontology, RubricTests } from "../editors";
import type { Claim } from "./claim";

const LOOK_MILLISECONDS = 600;

/** Null where no rubric is written, or nothing is there to test it on. */
export function useRubricTests({ assignment_id, generation, purpose }: Claim, ontology: Ontology): RubricTests | null {
  const path = { assignment_id };
  const queryKey = ["rubric-tests", assignment_id];
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get("/assignments/{assignment_id}/rubric-tests", { params: { path }, signal }),
    enabled: purpose === "label" && (ontology.labels ?? []).some(({ shapes }) => shapes?.includes("criterion")),
    refetchInterval: ({ state }) => (state.data?.items.at(-1)?.status === "waiting" ? LOOK_MILLISECONDS : false),
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (rubric: Parameters<RubricTests["test"]>[0]) =>
      api.post("/assignments/{assignment_id}/rubric-tests", {
        params: { path },
        body: { generation, rubric: rubric.map(({ criterion, points }) => ({ criterion, points })) },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  return useMemo(() => {
    if (!data?.is_open) return null;
    const last = data.items.at(-1);
    return {
      testsLeft: data.tests_left,
      good: data.good,
      bad: data.bad,
      isTesting: isPending || last?.status === "waiting",
      hasFailed: last?.status === "failed",
      trouble: error?.message ?? null,
      outcome: data.items.findLast(({ outcome }) => outcome)?.outcome ?? null,
      test: mutate,
    };
  }, [data, isPending, error, mutate]);
}
