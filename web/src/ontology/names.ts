/** Names in answers, and keys of parts on the screen. */

/** What answers may hold as a name. */
export const NAME = /^[a-z0-9_][a-z0-9_.-]{0,63}$/;

let keysMade = 0;

/** A key that no other part on the screen has. */
export function makeKey(): string {
  keysMade += 1;
  return `part-${keysMade}`;
}

/** "Traffic light" → "traffic_light". */
export function nameFromTitle(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);
}
