/** What of a model's finds stays above a threshold. */
import type { ModelPreview } from "../../api";

type Sample = Pick<ModelPreview["samples"][number], "annotations" | "scores">;

/** The sample's finds that are at least so sure, as an answer. */
export function keepSure({ annotations, scores }: Sample, least: number) {
  const kept = annotations.filter(({ uuid }) => (scores[uuid ?? ""] ?? 0) >= least);
  return { annotations: kept, global_attributes: {}, links: [] };
}

/** How many finds of each label stay, the most frequent first. */
export function countLabels(samples: readonly Sample[], least: number): { label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { label } of samples.flatMap((sample) => keepSure(sample, least).annotations))
    counts.set(label, (counts.get(label) ?? 0) + 1);
  const found = [...counts].map(([label, count]) => ({ label, count }));
  return found.sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}
