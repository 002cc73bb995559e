/** How the rubrics that were submitted for a task did on planted responses: for reviewers, who see those too. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../api";
import { type Ontology, RubricOutcomeView } from "../editors";
import type { Claim } from "./claim";
import styles from "./work.module.css";

/** The tests of a task in review, by annotation. */
export function useTestsOfTask({ task, purpose }: Claim, ontology: Ontology) {
  const { data } = useQuery({
    queryKey: ["rubric-tests", task.id],
    queryFn: ({ signal }) =>
      api.get("/tasks/{task_id}/rubric-tests", { params: { path: { task_id: task.id } }, signal }),
    enabled: purpose === "review" && (ontology.labels ?? []).some(({ shapes }) => shapes?.includes("criterion")),
  });
  return new Map((data?.items ?? []).map((each) => [each.annotation_id, each]));
}

export type SubmittedRubricTest = NonNullable<ReturnType<ReturnType<typeof useTestsOfTask>["get"]>>;

export function RubricTestNotes({ test }: { readonly test: SubmittedRubricTest }) {
  const { t } = useTranslation("work");
  const { outcome, planted, reason } = test;
  return (
    <div className={styles.rubricTest}>
      {test.status === "failed" && <p>{t("rubricUntested", { reason })}</p>}
      {outcome && <RubricOutcomeView outcome={outcome} />}
      <details>
        <summary>{t("plantedResponses", { count: planted.length })}</summary>
        {planted.map(({ id, quality, content, met }) => (
          <section key={id} aria-label={t(quality === "good" ? "plantedGood" : "plantedBad")}>
            <h3>{t(quality === "good" ? "plantedGood" : "plantedBad")}</h3>
            <p dir="auto">{content}</p>
            {outcome && (
              <p className={styles.plantedMet}>
                {t("plantedMeets", { criteria: numbersOf(met) || t("plantedMeetsNone") })}
              </p>
            )}
          </section>
        ))}
      </details>
    </div>
  );
}

/** The numbers of the criteria that are met, counted from 1. */
function numbersOf(met: readonly boolean[]): string {
  return met.flatMap((isMet, place) => (isMet ? [place + 1] : [])).join(", ");
}
