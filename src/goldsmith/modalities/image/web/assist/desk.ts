/** What the tools "Ask a model" and "Cut out" may do beyond the bench that all tools share. */
import type { Assist, AssistPrompt, EditorProps, Label } from "@goldsmith/editors";
import { allowsShape, liveLabels } from "@goldsmith/editors";
import { type ImageShape, isImageShape } from "../geometry";

export type AssistPoint = AssistPrompt["points"][number];
export type AssistBox = NonNullable<AssistPrompt["box"]>;

export interface AssistDesk {
  /** The label that the answer gets; null where there is none that could be marked. */
  label(): string | null;
  /** The shape that lies there, null where none is seen. Rejects with a sentence for the person. */
  ask(prompt: AssistPrompt, options: Parameters<Assist["ask"]>[1]): Promise<ImageShape | null>;
}

/** Shapes that an answer can become, the most exact first. */
export const MARKED = ["mask", "polygon", "rotated_box", "box"] as const;

/** Null where no model can be asked, or nothing that it says could be drawn. */
export function assistDesk(props: EditorProps): AssistDesk | null {
  const { assist } = props;
  const label = labelToAsk(props);
  if (!assist || label === null) return null;
  return {
    label: () => label.name,
    ask: async (prompt, options) => {
      const shape = await assist.ask(prompt, options);
      return shape && isImageShape(shape) ? shape : null;
    },
  };
}

/** The active label if it can be asked about, else the first that can; null where none can or nothing may change. */
export function labelToAsk({ ontology, activeLabel, readOnly }: EditorProps): Label | null {
  const labels = readOnly ? [] : liveLabels(ontology).filter(canBeAsked);
  return labels.find(({ name }) => name === activeLabel) ?? labels[0] ?? null;
}

export function canBeAsked(label: Label): boolean {
  return MARKED.some((type) => allowsShape(label, type));
}
