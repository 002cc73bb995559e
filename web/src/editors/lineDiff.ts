/** What changed between two versions of the instructions, by line. Pure. */
import { diffLines } from "diff";

export interface DiffPart {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

export function diffInstructions(before: string, after: string): DiffPart[] {
  return diffLines(before, after).map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value,
  }));
}
