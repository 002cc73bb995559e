/** The field for what the user says to the models, with pictures that go with it. */
import { chordOf, useKeys } from "@goldsmith/editors";
import { IconPhotoPlus, IconSend, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { AddedPicture } from "./AddedPicture";
import styles from "./chat.module.css";
import type { Said } from "./useAsking";
import { PICTURES, type Pictures, usePictures } from "./usePictures";

interface SayFieldProps {
  /** The label under which the user speaks. */
  readonly name: string;
  readonly title: string;
  /** What stands there first: what is said differently now. */
  readonly start: string;
  readonly shown: readonly string[];
  readonly isOpen: boolean;
  readonly takesPictures: boolean;
  readonly hint: string;
  readonly onSend: (said: Said) => void;
  /** Leaves a version unwritten; null where nothing is said anew. */
  readonly onLeave: (() => void) | null;
}

/** Enter sends, Shift and Enter begin a new line: as people know it from talking to models. */
export function SayField({ name, title, start, shown, isOpen, takesPictures, hint, onSend, onLeave }: SayFieldProps) {
  const { t } = useTranslation("editor.chat.v1");
  const [words, setWords] = useState(start);
  const pictures = usePictures(name, shown, takesPictures);
  const field = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const isAnew = onLeave !== null;
  // What is said anew is written at once.
  useEffect(() => {
    if (isAnew) field.current?.focus();
  }, [isAnew]);
  useKeys("editor", (event) => {
    if (chordOf(event) !== "P" || !isOpen || !takesPictures) return false;
    chooser.current?.click();
    return true;
  });
  const canSend = isOpen && words.trim() !== "" && !pictures.isSending;
  const send = () => {
    if (!canSend) return;
    onSend({ role: "user", content: words.trim(), ...(pictures.ids.length > 0 && { attachments: pictures.ids }) });
    setWords("");
    pictures.clear();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same by keyboard
    <div
      className={styles.say}
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        if (isOpen) pictures.add(event.dataTransfer.files);
      }}
    >
      <textarea
        ref={field}
        className={styles.field}
        data-writing=""
        data-writes={name}
        aria-label={title}
        placeholder={title}
        dir="auto"
        rows={3}
        value={words}
        disabled={!isOpen}
        onChange={(event) => setWords(event.currentTarget.value)}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          pictures.add(event.clipboardData.files);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (!isSending(event)) return;
          event.preventDefault();
          send();
        }}
      />
      <ShownPictures pictures={pictures} />
      <div className={styles.sayFoot}>
        <span className={styles.quiet}>{hint}</span>
        <span className={styles.sayButtons}>
          {takesPictures && (
            <>
              <input
                ref={chooser}
                type="file"
                hidden
                multiple
                accept={PICTURES.join(",")}
                onChange={(event) => {
                  pictures.add([...(event.currentTarget.files ?? [])]);
                  event.currentTarget.value = "";
                }}
              />
              <button
                type="button"
                className={styles.start}
                disabled={!isOpen}
                onClick={() => chooser.current?.click()}
              >
                <IconPhotoPlus size={14} /> {t("addPicture")}
              </button>
            </>
          )}
          {onLeave && (
            <button type="button" className={styles.start} onClick={onLeave}>
              {t("leaveTurn")}
            </button>
          )}
          <button type="button" className={styles.start} disabled={!canSend} onClick={send}>
            <IconSend size={14} /> {t("send")}
          </button>
        </span>
      </div>
    </div>
  );
}

function isSending({ key, shiftKey, ctrlKey, metaKey, nativeEvent }: KeyboardEvent): boolean {
  return key === "Enter" && !shiftKey && !ctrlKey && !metaKey && !nativeEvent.isComposing;
}

/** The pictures that go with the message, and what is wrong with one that does not. */
function ShownPictures({ pictures }: { pictures: Pictures }) {
  const { t } = useTranslation("editor.chat.v1");
  return (
    <>
      {pictures.ids.length > 0 && (
        <ul className={styles.thumbnails}>
          {pictures.ids.map((id, place) => (
            <li key={id}>
              <AddedPicture id={id} number={place + 1} isSmall />
              <button
                type="button"
                className={styles.start}
                aria-label={t("removePicture", { number: place + 1 })}
                onClick={() => pictures.remove(id)}
              >
                <IconX size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {pictures.isSending && (
        <p className={styles.quiet} role="status">
          {t("pictureGoes")}
        </p>
      )}
      {pictures.trouble && (
        <p className={styles.trouble} role="alert">
          {pictures.trouble}
        </p>
      )}
    </>
  );
}
