/** The answers of a task as the page shows them: what was accepted, what people agreed on, then everybody's own. */
import type { Annotation, Answer, Ontology, Task } from "../../api";
import { spellValue } from "../../editors/spell";
import { labelPath } from "../../editors/taxonomy";

export interface ShownAnswer {
  key: string;
  kind: "accepted" | "consensus" | Annotation["kind"];
  annotation: Annotation;
  answer: Answer;
  /** Gold: this is the accepted truth. */
  isAccepted: boolean;
}

export function readAnswers(task: Task): ShownAnswer[] {
  const { annotations, accepted_annotation_id: accepted, consensus_annotation_id: consensus } = task;
  return annotations
    .map(
      (annotation) =>
        ({
          key: annotation.id,
          kind: annotation.id === accepted ? "accepted" : annotation.id === consensus ? "consensus" : annotation.kind,
          annotation,
          answer: annotation.answer,
          isAccepted: annotation.id === accepted,
        }) satisfies ShownAnswer,
    )
    .sort((a, b) => rank(a) - rank(b));
}

const RANKS: Record<string, number> = { accepted: 0, consensus: 1 };

function rank({ kind }: ShownAnswer): number {
  return RANKS[kind] ?? 2;
}

/** "Topic: Orders › Returns · 2 Car · 1 Person" */
export function summarize(answer: Answer, ontology: Ontology): string {
  const perLabel = new Map<string, number>();
  for (const { label } of answer.annotations) perLabel.set(label, (perLabel.get(label) ?? 0) + 1);
  const shapes = [...perLabel].map(([label, times]) => `${times} ${labelPath(ontology, label)}`);
  const values = Object.entries(answer.global_attributes).map(([name, value]) => {
    const question = ontology.attributes.find((each) => each.name === name);
    return `${question?.title || name}: ${spellValue(value, question)}`;
  });
  const links = answer.links.length > 0 ? [`${answer.links.length} ↔`] : [];
  return [...values, ...shapes, ...links].join(" · ");
}
