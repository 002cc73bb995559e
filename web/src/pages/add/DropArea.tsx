/** A place to drop files on; a button for those who do not drag. */
import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import { useText } from "../../i18n/text";
import classes from "./add.module.css";

interface DropAreaProps {
  prompt: string;
  note: string;
  accept: string;
  isMany: boolean;
  isDisabled: boolean;
  onFiles(files: File[]): void;
}

export function DropArea({ prompt, note, accept, isMany, isDisabled, onFiles }: DropAreaProps) {
  const t = useText();
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!isDisabled) onFiles([...event.dataTransfer.files]);
  };
  const pick = (picked: File | File[] | null) => onFiles(picked === null ? [] : [picked].flat());
  return (
    <section
      aria-label={prompt}
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={20} stroke={1.5} aria-hidden="true" />
      <strong>{prompt}</strong>
      <span>{note}</span>
      <FileButton onChange={pick} accept={accept} multiple={isMany} disabled={isDisabled}>
        {(props) => (
          <Button {...props} variant="default" disabled={isDisabled}>
            {t(isMany ? "add.chooseFiles" : "add.chooseFile")}
          </Button>
        )}
      </FileButton>
    </section>
  );
}
