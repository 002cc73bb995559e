/** One listener for all keys of the work: layers ask in order, the first that uses a key keeps it. */
import { createContext, useContext, useEffect, useRef } from "react";

export type KeyLayer = "dialog" | "lane" | "editor" | "labels" | "screen";
export type KeyHandler = (event: KeyboardEvent) => boolean;

interface Registration {
  readonly layer: KeyLayer;
  readonly handler: KeyHandler;
  readonly inFields: boolean;
}

const ORDER: readonly KeyLayer[] = ["dialog", "lane", "editor", "labels", "screen"];
const registrations: Registration[] = [];

export function addKeyHandler(layer: KeyLayer, handler: KeyHandler, inFields = false): () => void {
  const registration = { layer, handler, inFields };
  if (registrations.length === 0) window.addEventListener("keydown", dispatchKey);
  registrations.push(registration);
  return () => {
    registrations.splice(registrations.indexOf(registration), 1);
    if (registrations.length === 0) window.removeEventListener("keydown", dispatchKey);
  };
}

/** False around editors that are only looked at: several may be on one page. */
export const KeysContext = createContext(true);

/** Register for as long as the component is mounted; the newest in a layer asks first. */
export function useKeys(layer: KeyLayer, handler: KeyHandler, options: { inFields?: boolean } = {}): void {
  const latest = useRef(handler);
  latest.current = handler;
  const inFields = options.inFields ?? false;
  const isOn = useContext(KeysContext);
  useEffect(
    () => (isOn ? addKeyHandler(layer, (event) => latest.current(event), inFields) : undefined),
    [layer, inFields, isOn],
  );
}

export function dispatchKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const inField = isField(event.target);
  if (isActivation(event) && isPressable(event.target)) return;
  const layers = isInPopup(event.target) ? ORDER.slice(0, 1) : ORDER;
  for (const layer of layers) {
    for (const registration of registrations.toReversed()) {
      if (registration.layer !== layer || (inField && !registration.inFields)) continue;
      if (registration.handler(event)) {
        event.preventDefault();
        return;
      }
    }
  }
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** What is open on top of the work keeps the keys away from it. */
function isInPopup(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("[role=dialog], [role=menu], [role=alertdialog]") !== null;
}

/** For onMouseDown: a click must not take the focus from the canvas, or the next key would go to the button. */
export function keepFocus(event: { preventDefault(): void }): void {
  event.preventDefault();
}

function isActivation(event: KeyboardEvent): boolean {
  return (event.key === "Enter" || event.key === " ") && !event.ctrlKey && !event.metaKey;
}

/** A focused button or link keeps Enter and Space for itself. */
function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("button, a[href], summary, [role=menuitem], [role=option]") !== null
  );
}

/** `"Ctrl+Z"`, `"⇧1"`-like chords in one spelling; digits by their place on the keyboard, letters by what they print.
 * What Alt makes of a letter, as on a Mac, is that letter. */
export function chordOf(event: KeyboardEvent): string {
  const key = keyOf(event);
  const ctrl = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const alt = event.altKey ? "Alt+" : "";
  const isShifted = event.shiftKey && (key.length > 1 || /[0-9A-Z]/.test(key));
  return `${ctrl}${alt}${isShifted ? "Shift+" : ""}${key}`;
}

function keyOf(event: KeyboardEvent): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit && !isNumpadArrow(event)) return digit[1] as string;
  if (event.key === " ") return "Space";
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (event.altKey && letter && !/^[a-z]$/i.test(event.key)) return letter[1] as string;
  return event.key.length === 1 ? event.key.toUpperCase() : event.key;
}

function isNumpadArrow(event: KeyboardEvent): boolean {
  return event.code.startsWith("Numpad") && !/^\d$/.test(event.key);
}
