/** One line that says what an answer holds, for comparing people at a glance. Pure. */
import { type Answer, labelPath, type Ontology, spellValue } from "../editors";

export function summarize(answer: Answer, ontology: Ontology): string {
  return [...wholeItem(answer, ontology), ...objects(answer, ontology)].join(" · ") || "–";
}

function wholeItem(answer: Answer, ontology: Ontology): string[] {
  return Object.entries(answer.global_attributes ?? {}).map(([name, value]) =>
    spellValue(
      value,
      ontology.attributes?.find((attribute) => attribute.name === name),
    ),
  );
}

function objects(answer: Answer, ontology: Ontology): string[] {
  const counts = new Map<string, number>();
  for (const { label } of answer.annotations ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${count} ${labelPath(ontology, label)}`);
}
