/** The panel as a labeler will see it, for whoever writes the ontology. */
import { useMemo } from "react";
import type { Ontology } from "./contract";
import { AnswerPanel } from "./panel/AnswerPanel";
import { createAnswerStore } from "./store";

interface LabelPreviewProps {
  readonly ontology: Ontology;
  readonly modality?: string;
}

export function LabelPreview({ ontology, modality = "*" }: LabelPreviewProps) {
  const store = useMemo(() => createAnswerStore(), []);
  return <AnswerPanel modality={modality} ontology={ontology} store={store} />;
}
