/** A key as it is printed on the keyboard. */
import styles from "./panel.module.css";

const SPELLED: Readonly<Record<string, string>> = {
  Shift: "⇧",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "⏎",
  Delete: "Del",
};

export function KeyCap({ chord }: { readonly chord: string | undefined }) {
  if (!chord) return <span className={styles.noKey} aria-hidden="true" />;
  return <kbd className={styles.key}>{spellChord(chord)}</kbd>;
}

export function spellChord(chord: string): string {
  if (chord === "+") return chord;
  const parts = chord.split("+").filter(Boolean);
  const spelled = parts.map((part) => SPELLED[part] ?? part);
  return spelled.join(spelled.includes("⇧") && spelled.length === 2 ? "" : " ");
}
