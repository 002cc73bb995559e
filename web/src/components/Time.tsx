/** A moment: relative to read, exact on hover. */
import { formatExact, formatRelative } from "./format";

export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatExact(at)} className="tabular">
      {formatRelative(at)}
    </time>
  );
}
