/** Finds and loads the editor of a modality, once. */

import { editors as discovered } from "virtual:goldsmith-editors";
import i18next from "i18next";
import type { EditorDefinition } from "./contract";
import { fallbackEditor } from "./FallbackEditor";

const loaded = new Map<string, Promise<EditorDefinition>>();
const ready = new Map<string, EditorDefinition>();

export function loadEditor(modality: string): Promise<EditorDefinition> {
  const known = loaded.get(modality);
  if (known) return known;
  const loading = findEditor(modality).then((definition) => {
    registerStrings(definition);
    ready.set(modality, definition);
    return definition;
  });
  loading.catch(() => loaded.delete(modality));
  loaded.set(modality, loading);
  return loading;
}

/** The editor if it is already here, so that the next task needs no waiting state. */
export function loadedEditor(modality: string): EditorDefinition | undefined {
  return ready.get(modality);
}

async function findEditor(modality: string): Promise<EditorDefinition> {
  for (const folder of likelyFirst(modality, Object.keys(discovered))) {
    const { default: definition } = await (discovered[folder] as () => Promise<{ default: EditorDefinition }>)();
    if (definition.name === modality) return definition;
  }
  return fallbackEditor;
}

/** `image.v1` lives in `image` or `image_v1`; a stranger's folder may be named otherwise. */
export function likelyFirst(modality: string, folders: readonly string[]): string[] {
  const stem = modality.replace(/\.v\d+$/, "");
  const likely = [modality.replaceAll(".", "_"), stem].filter((name) => folders.includes(name));
  return [...likely, ...folders.filter((name) => !likely.includes(name))];
}

export function editorNamespace(name: string): string {
  return `editor.${name}`;
}

function registerStrings(definition: EditorDefinition): void {
  for (const [language, strings] of Object.entries(definition.strings ?? {})) {
    i18next.addResourceBundle(language, editorNamespace(definition.name), strings);
  }
}
