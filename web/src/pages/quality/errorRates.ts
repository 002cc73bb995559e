/** Error rates as words and rows. Pure. */
import { formatCount, formatSeconds } from "../../components/format";
import { quality } from "../../i18n/words/quality";

interface Named {
  readonly reference: { readonly name: string };
  readonly labeler: { readonly name: string };
}

type Group = "errorMeasure" | "errorMeasureAbout" | "errorKind";

/** Whether there are words for what the server names. */
export function isOf<G extends Group>(group: G, name: string): name is Extract<keyof (typeof quality)[G], string> {
  return Object.hasOwn(quality[group], name);
}

/** Counts as they are; of seconds, a length of time. */
export function amountOf(amount: number, unit: "words" | "characters" | "seconds"): string {
  return unit === "seconds" ? formatSeconds(amount) : formatCount(Math.round(amount));
}

/** Those who have the same reference, one below the other. */
export function byReference<P extends Named>(pairs: readonly P[]): P[] {
  const names = ({ reference, labeler }: P) => [reference.name, labeler.name] as const;
  return pairs.toSorted((one, other) => {
    const [ours, theirs] = [names(one), names(other)];
    return ours[0].localeCompare(theirs[0]) || ours[1].localeCompare(theirs[1]);
  });
}
