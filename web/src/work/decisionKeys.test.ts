import { editors } from "virtual:goldsmith-editors";
import { expect, test } from "vitest";
import { decisionKeyHelp } from "./useDecisionKeys";

/** Keys that an editor may use first: it hands them on when it has nothing to do with them. */
const SHARED = new Set(["Enter", "Ctrl+Enter"]);

test.each(Object.keys(editors))("the editor of %s leaves the keys of the Work screen alone", async (folder) => {
  const { default: definition } = await (
    editors[folder] as () => Promise<{ default: { keys: { keys: string[] }[] } }>
  )();
  const screen = (["label", "review", "audit"] as const).flatMap((purpose) => decisionKeyHelp(purpose));
  const kept = new Set(screen.flatMap(({ keys }) => keys).filter((key) => !SHARED.has(key)));
  const own = definition.keys.flatMap(({ keys }) => keys);
  expect(own.filter((key) => kept.has(key))).toEqual([]);
});
