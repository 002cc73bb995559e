/** The keys of the Work screen itself; the editor and the labels are asked first. */
import { chordOf, isField, useKeys } from "../editors";
import type { Purpose } from "./claim";
import type { Decisions } from "./useDecisions";
import type { Opened, Surroundings } from "./useSurroundings";

interface DecisionKeysContext {
  readonly purpose: Purpose;
  readonly decisions: Decisions;
  readonly around: Surroundings;
  readonly onFastLane: (() => void) | null;
}

export function useDecisionKeys(context: DecisionKeysContext): void {
  const { purpose, decisions, around, onFastLane } = context;
  const { open, instructions } = around;
  useKeys("screen", (event) => {
    const chord = chordOf(event);
    switch (chord) {
      case "Enter":
      case "Ctrl+Enter":
        // A key held down must not hand in the items that follow.
        if (!event.repeat) decisions.primary();
        return true;
      case "Shift+S":
        open("skip");
        return true;
      case "Shift+F":
        open("flag");
        return true;
      case "Shift+I":
        instructions.toggle();
        return true;
      case "Shift+Q":
        onFastLane?.();
        return onFastLane !== null;
      case "?":
        open("help");
        return true;
      default:
        return !event.repeat && judge(chord, purpose, decisions, open);
    }
  });
  // While typing, only the chord that nobody types by accident.
  useKeys(
    "screen",
    (event) => {
      const isSubmit = isField(event.target) && chordOf(event) === "Ctrl+Enter" && !event.repeat;
      if (isSubmit) decisions.primary();
      return isSubmit;
    },
    { inFields: true },
  );
}

function judge(chord: string, purpose: Purpose, decisions: Decisions, open: (what: Opened) => void): boolean {
  if (purpose === "review" && chord === "A") decisions.acceptUnchanged();
  else if (purpose === "review" && (chord === "R" || chord === "Shift+R")) open("reject");
  else if (purpose === "audit" && chord === "W") decisions.wrong();
  else return false;
  return true;
}

export interface KeyRow {
  readonly keys: readonly string[];
  readonly does: string;
}

export function decisionKeyHelp(purpose: Purpose): readonly KeyRow[] {
  const own: Readonly<Record<Purpose, readonly KeyRow[]>> = {
    label: [{ keys: ["Enter"], does: "keySubmit" }],
    review: [
      { keys: ["Enter", "A"], does: "keyAccept" },
      { keys: ["R", "Shift+R"], does: "keyReject" },
    ],
    audit: [
      { keys: ["Enter"], does: "keyCorrect" },
      { keys: ["W"], does: "keyWrong" },
    ],
  };
  return [
    ...own[purpose],
    { keys: ["Ctrl+Enter"], does: "keySubmitField" },
    { keys: ["Shift+S"], does: "keySkip" },
    { keys: ["Shift+F"], does: "keyFlag" },
    { keys: ["Shift+I"], does: "keyInstructions" },
    { keys: ["?"], does: "keyHelp" },
  ];
}
