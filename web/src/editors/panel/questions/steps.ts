/** The answers to a rating, from the lowest, as the server counts them. */
import type { Attribute } from "../../contract";

const FINEST = 1e9;

export function stepsOf({ minimum, maximum, step }: Attribute): readonly number[] {
  const low = minimum ?? 0;
  const by = step || 1;
  const count = Math.max(0, Math.floor(((maximum ?? 0) - low) / by + 1e-9)) + 1;
  return Array.from({ length: count }, (_, number) => Math.round((low + number * by) * FINEST) / FINEST);
}
