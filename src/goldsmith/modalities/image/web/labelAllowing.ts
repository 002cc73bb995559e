/** Which label a new shape gets. */
import { allowsShape, type EditorProps, liveLabels } from "@goldsmith/editors";

/** The active label if it may have shapes of this type, else the first that may. */
export function labelAllowing({ ontology, activeLabel }: EditorProps, type: string): string | null {
  const allowed = liveLabels(ontology).filter((label) => allowsShape(label, type));
  return (allowed.find((label) => label.name === activeLabel) ?? allowed[0])?.name ?? null;
}
