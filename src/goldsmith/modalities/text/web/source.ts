/** Where the text comes from: the task itself or its attached file. */
import type { EditorTask } from "@goldsmith/editors";

const KEPT = 4;
const fetched = new Map<string, string>();

export function knownText(task: EditorTask): string | null {
  const { text } = task.content as { text?: unknown };
  if (typeof text === "string") return text;
  const url = task.assets[0]?.url;
  return url ? (fetched.get(url) ?? null) : "";
}

export async function loadText(task: EditorTask): Promise<string> {
  const known = knownText(task);
  if (known !== null) return known;
  const url = task.assets[0]?.url as string;
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status}`);
  const text = await response.text();
  fetched.set(url, text);
  for (const oldest of [...fetched.keys()].slice(0, -KEPT)) fetched.delete(oldest);
  return text;
}
