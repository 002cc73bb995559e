/** Single-letter keys must not fire while somebody types. */

const FIELDS =
  "textarea, select, [contenteditable=true], input:not([type=radio], [type=checkbox], [type=button], [type=file])";

export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.matches(FIELDS);
}
