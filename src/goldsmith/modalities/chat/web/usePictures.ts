/** Pictures that go with the next message: sent as they come, looked at by the server, named by their ids. */
import { FilesContext } from "@goldsmith/editors";
import { useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

export const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MOST_PICTURES = 8;
const MOST_BYTES = 4_000_000;
const LOOK_AGAIN_MILLISECONDS = 400;

export interface Pictures {
  /** Those that can be shown, in their order. */
  readonly ids: readonly string[];
  readonly isSending: boolean;
  readonly trouble: string | null;
  add(files: Iterable<File>): void;
  remove(id: string): void;
  clear(): void;
}

/** `label`: under which the message is said. `takesPictures` is false where a model could not see them. */
export function usePictures(label: string, start: readonly string[], takesPictures: boolean): Pictures {
  const files = useContext(FilesContext);
  const { t } = useTranslation("editor.chat.v1");
  const [ids, setIds] = useState(start);
  const [sending, setSending] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  async function send(file: File): Promise<void> {
    const { signal } = leaving.current;
    setSending((count) => count + 1);
    try {
      let kept = await files?.attach?.(label, file, signal);
      while (kept?.status === "pending") {
        await passing(LOOK_AGAIN_MILLISECONDS, signal);
        kept = await files?.find(kept.id, signal);
      }
      const { id, status, media_type, reason } = kept ?? {};
      if (id && status === "ready" && PICTURES.includes(media_type ?? "")) setIds((before) => [...before, id]);
      else setTrouble(t("pictureUnfit", { name: file.name, reason: reason ?? t("pictureNone") }));
    } catch (error) {
      if (!signal.aborted) setTrouble((error as Error).message);
    } finally {
      if (!signal.aborted) setSending((count) => count - 1);
    }
  }

  function refusal(file: File, count: number): string | null {
    if (!takesPictures) return t("picturesNotTaken");
    if (!PICTURES.includes(file.type)) return t("pictureKind", { name: file.name });
    if (file.size > MOST_BYTES) return t("pictureLarge", { name: file.name });
    return count >= MOST_PICTURES ? t("picturesMany", { count: MOST_PICTURES }) : null;
  }

  return {
    ids,
    isSending: sending > 0,
    trouble,
    add(chosen) {
      setTrouble(null);
      let count = ids.length + sending;
      for (const file of chosen) {
        const why = refusal(file, count);
        if (why) setTrouble(why);
        else {
          count += 1;
          void send(file);
        }
      }
    },
    remove: (id) => setIds(ids.filter((each) => each !== id)),
    clear: () => setIds([]),
  };
}

function passing(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
