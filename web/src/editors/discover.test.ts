// @vitest-environment node
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { editorsModule, findEditors } from "./discover";
import { diffInstructions } from "./lineDiff";

function modality(root: string, name: string): string {
  mkdirSync(join(root, name, "web"), { recursive: true });
  writeFileSync(join(root, name, "web", "index.tsx"), "export default {};");
  return join(root, name);
}

test("adding a modality is one folder: it is found, private folders and those without an editor are not", () => {
  const root = mkdtempSync(join(tmpdir(), "modalities-"));
  modality(root, "sound");
  modality(root, "_template");
  mkdirSync(join(root, "bare"));
  expect(findEditors(root, undefined).map(({ folder }) => folder)).toEqual(["sound"]);
});

test("an outsider's folder is named by the environment", () => {
  const root = mkdtempSync(join(tmpdir(), "modalities-"));
  const outside = modality(mkdtempSync(join(tmpdir(), "outside-")), "smell");
  expect(findEditors(root, outside)).toEqual([{ folder: "smell", entry: join(outside, "web", "index.tsx") }]);
});

test("each editor is its own lazy chunk", () => {
  expect(editorsModule([{ folder: "sound", entry: "/x/sound/web/index.tsx" }])).toContain(
    '"sound": () => import("/x/sound/web/index.tsx")',
  );
});

test("changed instructions are told by line", () => {
  const parts = diffInstructions("one\ntwo\n", "one\nthree\n");
  expect(parts.map(({ kind, text }) => [kind, text])).toEqual([
    ["same", "one\n"],
    ["removed", "two\n"],
    ["added", "three\n"],
  ]);
});
