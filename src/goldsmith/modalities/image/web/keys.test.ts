import { CORE_KEY_HELP } from "@goldsmith/editors";
import { expect, test } from "vitest";
import { KEY_HELP, TOOL_KEYS } from "./keys";
import { COMMANDS } from "./tools/commands";
import { VIEW_KEY_HELP } from "./views/keys";
import { WINDOW_KEY_HELP } from "./WindowPanel";

/** A second meaning that the first never gets in the way of: paths and skeletons, the selected and a mask tool in hand. */
const TWICE = [",", ".", "Alt", "E", "Enter", "I", "N", "Shift", "Z", "[", "]", "{", "}"];

test("every tool and command has a key of its own, and the help names it", () => {
  const chords = [...Object.values(TOOL_KEYS), ...COMMANDS.map(({ chord }) => chord)];
  const explained = KEY_HELP.flatMap(({ keys }) => keys);
  expect(new Set(chords).size).toBe(chords.length);
  expect(chords.filter((chord) => !explained.includes(chord))).toEqual([]);
  const repeated = explained.filter((key, index) => explained.indexOf(key) !== index);
  expect(repeated.toSorted()).toEqual(TWICE);
});

test("walking through a set of images takes no key that something else has", () => {
  const walking = VIEW_KEY_HELP.flatMap(({ keys }) => keys);
  // Roles of events belong to texts: in a set their keys give way to the views, and roles are pressed as buttons.
  const shared = CORE_KEY_HELP.filter(({ does }) => !does.startsWith("keyRole"));
  const others = [...KEY_HELP, ...WINDOW_KEY_HELP, ...shared].flatMap(({ keys }) => [...keys] as string[]);
  expect(walking.filter((key) => others.includes(key))).toEqual([]);
  expect(others.filter((key) => /^Alt\+\d/.test(key))).toEqual([]);
});

test("no tool or command takes a key that every editor shares", () => {
  const shared = new Set<string>(CORE_KEY_HELP.flatMap(({ keys }) => keys));
  expect([...Object.values(TOOL_KEYS), ...COMMANDS.map(({ chord }) => chord)].filter((key) => shared.has(key))).toEqual(
    [],
  );
});
