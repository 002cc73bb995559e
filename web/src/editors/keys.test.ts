import { afterEach, expect, test } from "vitest";
import { addKeyHandler, chordOf, type KeyLayer } from "./keys";

const removers: (() => void)[] = [];

afterEach(() => {
  for (const remove of removers.splice(0)) remove();
  document.body.replaceChildren();
});

function listen(layer: KeyLayer, uses: string, heard: string[], inFields = false): void {
  const handler = (event: KeyboardEvent) => {
    heard.push(layer);
    return chordOf(event) === uses;
  };
  removers.push(addKeyHandler(layer, handler, inFields));
}

function press(init: KeyboardEventInit, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

test("chords are spelt one way, digits by their place on the keyboard", () => {
  const chord = (init: KeyboardEventInit) => chordOf(new KeyboardEvent("keydown", init));
  expect(chord({ key: "a" })).toBe("A");
  expect(chord({ key: "!", code: "Digit1", shiftKey: true })).toBe("Shift+1");
  expect(chord({ key: "&", code: "Digit1" })).toBe("1");
  expect(chord({ key: "z", ctrlKey: true, shiftKey: true })).toBe("Ctrl+Shift+Z");
  expect(chord({ key: "z", metaKey: true })).toBe("Ctrl+Z");
  expect(chord({ key: "?", shiftKey: true })).toBe("?");
  expect(chord({ key: "©", code: "KeyG", altKey: true })).toBe("Alt+G");
  expect(chord({ key: "˝", code: "KeyG", altKey: true, shiftKey: true })).toBe("Alt+Shift+G");
  expect(chord({ key: "a", code: "KeyQ", altKey: true })).toBe("Alt+A");
  expect(chord({ key: " ", shiftKey: true })).toBe("Shift+Space");
  expect(chord({ key: "ArrowLeft", code: "Numpad4" })).toBe("ArrowLeft");
});

test("layers are asked in order until one uses the key", () => {
  const heard: string[] = [];
  listen("screen", "Enter", heard);
  listen("editor", "Enter", heard);
  const event = press({ key: "Enter" });
  expect(heard).toEqual(["editor"]);
  expect(event.defaultPrevented).toBe(true);
});

test("keys typed in a field reach only those who asked for them", () => {
  const heard: string[] = [];
  const field = document.body.appendChild(document.createElement("textarea"));
  listen("labels", "1", heard);
  listen("screen", "Ctrl+Enter", heard, true);
  press({ key: "1", code: "Digit1" }, field);
  press({ key: "Enter", ctrlKey: true }, field);
  expect(heard).toEqual(["screen", "screen"]);
});

test("a focused button keeps Enter for itself", () => {
  const heard: string[] = [];
  const button = document.body.appendChild(document.createElement("button"));
  listen("screen", "Enter", heard);
  press({ key: "Enter" }, button);
  expect(heard).toEqual([]);
});

test("what is open on top keeps the keys away from the work", () => {
  const heard: string[] = [];
  const dialog = document.body.appendChild(document.createElement("div"));
  dialog.setAttribute("role", "dialog");
  listen("editor", "V", heard);
  listen("dialog", "1", heard);
  press({ key: "v" }, dialog);
  expect(heard).toEqual(["dialog"]);
});
