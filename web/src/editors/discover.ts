/** Vite plugin: finds each modality's editor, so that adding a modality is one folder and nothing else. */
import { existsSync, readdirSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const WEB_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const MODALITIES = resolve(WEB_ROOT, "../src/goldsmith/modalities");
const MODULE = "virtual:goldsmith-editors";

export interface EditorFolder {
  readonly folder: string;
  readonly entry: string;
}

/** Folders of the product whose editor ships, then those an outsider names by absolute path. */
export function findEditors(modalities: string, extra: string | undefined): EditorFolder[] {
  const shipped = existsSync(modalities) ? readdirSync(modalities).sort() : [];
  const folders = [
    ...shipped.filter((name) => !name.startsWith("_")).map((name) => join(modalities, name)),
    ...(extra ?? "").split(delimiter).filter(Boolean),
  ];
  return folders
    .map((path) => ({ folder: basename(path), entry: join(path, "web", "index.tsx") }))
    .filter(({ entry }) => existsSync(entry));
}

export function editorsModule(editors: readonly EditorFolder[]): string {
  const entries = editors.map(
    ({ folder, entry }) => `  ${JSON.stringify(folder)}: () => import(${JSON.stringify(entry)}),`,
  );
  return `export const editors = {\n${entries.join("\n")}\n};\n`;
}

export function modalityEditors(): object {
  const extra = process.env.GOLDSMITH_EXTRA_MODALITIES;
  const outside = [MODALITIES, ...(extra ?? "").split(delimiter).filter(Boolean)];
  return {
    name: "goldsmith-modality-editors",
    enforce: "pre",
    config: () => ({
      resolve: { alias: { "@goldsmith/editors": join(WEB_ROOT, "src/editors/index.ts") } },
      server: { fs: { allow: [WEB_ROOT, ...outside] } },
    }),
    resolveId(this: Resolver, source: string, importer: string | undefined) {
      if (source === MODULE) return `\0${MODULE}`;
      const isBare = /^[a-z@]/i.test(source) && source !== "@goldsmith/editors";
      const isOutside = outside.some((folder) => importer?.startsWith(`${folder}/`));
      // A modality lives outside web/ and has no node_modules of its own: resolve as if it sat inside.
      return isBare && isOutside ? this.resolve(source, join(WEB_ROOT, "index.html")) : null;
    },
    load: (id: string) => (id === `\0${MODULE}` ? editorsModule(findEditors(MODALITIES, extra)) : null),
  };
}

interface Resolver {
  resolve(source: string, importer: string): Promise<unknown>;
}
