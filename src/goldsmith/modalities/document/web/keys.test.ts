import { CORE_KEY_HELP } from "@goldsmith/editors";
import { expect, test } from "vitest";
import { COMMAND_KEYS, FIELD_HELP, FIELD_KEYS, KEY_HELP } from "./keys";
import { strings } from "./strings";

const shared: readonly string[] = CORE_KEY_HELP.flatMap(({ keys }) => [...keys]);

test("every key of the pages is explained once, and explained keys do something", () => {
  const explained = KEY_HELP.flatMap(({ keys }) => keys);
  expect(new Set(explained).size).toBe(explained.length);
  expect(Object.keys(COMMAND_KEYS).filter((chord) => chord !== "=" && !explained.includes(chord))).toEqual([]);
  expect(explained.filter((chord) => !Object.hasOwn(COMMAND_KEYS, chord))).toEqual([]);
});

test("no key of the pages is one that every editor shares", () => {
  expect(Object.keys(COMMAND_KEYS).filter((chord) => shared.includes(chord))).toEqual([]);
});

test("a key of the field never types anything", () => {
  expect(Object.keys(FIELD_KEYS).filter((chord) => chord.length === 1 || /^Shift\+.$/.test(chord))).toEqual([]);
});

test("every help has its words", () => {
  const words = Object.keys(strings.en);
  expect([...KEY_HELP, ...FIELD_HELP].map(({ does }) => does).filter((does) => !words.includes(does))).toEqual([]);
});
