/** What the build finds in the modalities' folders. */
declare module "virtual:goldsmith-editors" {
  import type { EditorDefinition } from "./contract";
  export const editors: Readonly<Record<string, () => Promise<{ default: EditorDefinition }>>>;
}
