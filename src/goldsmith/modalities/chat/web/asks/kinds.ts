/** What can be asked about a conversation, and what one press can answer. */
import type { Attribute, Label } from "@goldsmith/editors";
import type { Criterion, Message } from "../graph";

interface Asked {
  readonly key: string;
  readonly label: Label;
}

export type Ask =
  | (Asked & { readonly kind: "pair" | "ranking"; readonly after: string; readonly shown: readonly Message[] })
  | (Asked & { readonly kind: "attribute"; readonly message: Message; readonly attribute: Attribute })
  | (Asked & { readonly kind: "mark"; readonly message: Message })
  | (Asked & { readonly kind: "step"; readonly message: Message; readonly step: number; readonly text: string })
  | (Asked & { readonly kind: "grade"; readonly message: Message; readonly criterion: Criterion })
  | (Asked & { readonly kind: "writing" });

/** One answer that can be given: `digit` is its key, `value` what `give` takes. */
export interface Option {
  readonly value: string;
  readonly title: string;
  readonly digit: string;
}
