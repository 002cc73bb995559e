/** What is needed to show a document: how large its pages are, their pictures, and the words on them. */
import type { EditorTask } from "@goldsmith/editors";
import type { Word } from "../words/words";
import { Pack } from "./Pack";

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

export interface OpenDocument {
  readonly key: string;
  readonly pages: readonly PageSize[];
  /** Pixels a unit of the page that there are pictures of, from small to large. */
  readonly scales: readonly number[];
  picture(page: number, scale: number): Promise<string>;
  /** A picture that was asked for before and is still at hand. */
  known(page: number, scale: number): string | undefined;
  words(page: number): Promise<readonly Word[]>;
  /** Why pages that are pictures have no words; null where all were read. */
  readonly unread: "not_installed" | "no_time" | null;
  close(): void;
}

const MOST_KEPT = 48;

/** Null where the task has no document, or its pages are not there. */
export function openDocument(task: EditorTask): OpenDocument | null {
  const [asset] = task.assets;
  const facts = asset?.facts;
  if (!asset || !facts) return null;
  const find = (kind: string) => asset.renditions?.find((each) => each.kind === kind);
  const [drawn, read] = [find("pages"), find("words")];
  if (drawn?.url && read?.url) {
    const pages = facts.document_pages as readonly PageSize[];
    const unread = (read.facts.unread_because ?? null) as OpenDocument["unread"];
    return { ...openPdf(pages, drawn.facts.scales as readonly number[], drawn.url, read.url), unread };
  }
  return asset.url && facts.width ? openPicture(asset.url, Number(facts.width), Number(facts.height)) : null;
}

function openPdf(
  pages: readonly PageSize[],
  scales: readonly number[],
  drawn: string,
  read: string,
): Omit<OpenDocument, "unread"> {
  const pictures = new Pack(drawn, pages.length * scales.length);
  const texts = new Pack(read, pages.length);
  const kept = new Map<string, string>();
  const coming = new Map<string, Promise<string>>();
  const words = new Map<number, Promise<readonly Word[]>>();

  async function fetchPicture(page: number, scale: number, key: string): Promise<string> {
    const bytes = await pictures.part(page * scales.length + scale);
    const url = URL.createObjectURL(new Blob([bytes], { type: "image/webp" }));
    kept.set(key, url);
    for (const [oldest, gone] of [...kept].slice(0, -MOST_KEPT)) {
      URL.revokeObjectURL(gone);
      kept.delete(oldest);
      coming.delete(oldest);
    }
    return url;
  }

  return {
    key: drawn,
    pages,
    scales,
    known: (page, scale) => kept.get(`${page}/${scale}`),
    picture(page, scale) {
      const key = `${page}/${scale}`;
      return once(coming, key, () => fetchPicture(page, scale, key));
    },
    words: (page) => once(words, page, async () => unpackWords(await texts.part(page))),
    close() {
      for (const url of kept.values()) URL.revokeObjectURL(url);
      kept.clear();
      coming.clear();
    },
  };
}

/** A scan that is one picture; nothing can be selected in it. */
function openPicture(url: string, width: number, height: number): OpenDocument {
  return {
    key: url,
    pages: [{ width, height }],
    scales: [1],
    known: () => url,
    picture: () => Promise.resolve(url),
    words: () => Promise.resolve([]),
    unread: null,
    close: () => undefined,
  };
}

/** Ask once; what failed may be asked again. */
function once<K, V>(asked: Map<K, Promise<V>>, key: K, ask: () => Promise<V>): Promise<V> {
  const known = asked.get(key);
  if (known) return known;
  const promise = ask();
  asked.set(key, promise);
  promise.catch(() => asked.delete(key));
  return promise;
}

type Row = readonly [string, number, number, number, number, number, number?];

async function unpackWords(part: ArrayBuffer): Promise<readonly Word[]> {
  const stream = new Blob([part]).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = (await new Response(stream).json()) as readonly Row[];
  return rows.map(([text, left, top, width, height, line, confidence]) => ({
    text,
    left,
    top,
    width,
    height,
    line,
    ...(confidence !== undefined && { confidence }),
  }));
}
