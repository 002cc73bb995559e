/** One task for each dropped file. */
import { Progress, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount } from "../../components/format";
import { useText } from "../../i18n/text";
import classes from "./add.module.css";
import { DropArea } from "./DropArea";
import { createTasksFromFiles } from "./intake";
import type { WayProps } from "./way";

export function AddFiles({ project, mediaTypes, onFinish }: WayProps) {
  const t = useText();
  const [batch, setBatch] = useState("");
  const [done, setDone] = useState(0);
  const add = useMutation({
    mutationFn: (files: File[]) => createTasksFromFiles(project.id, files, batch, setDone),
    onSuccess: onFinish,
  });
  const total = add.variables?.length ?? 0;
  return (
    <>
      <BatchField value={batch} onChange={setBatch} />
      <DropArea
        prompt={t("add.dropFiles")}
        note={t("add.dropFilesNote", { types: mediaTypes.join(", ") })}
        accept={mediaTypes.join(",")}
        isMany
        isDisabled={add.isPending}
        onFiles={(files) => {
          setDone(0);
          if (files.length > 0) add.mutate(files);
        }}
      />
      {add.isPending && (
        <div className={classes.progress} role="status">
          <Progress
            value={(done / Math.max(1, total)) * 100}
            aria-label={t("add.uploading")}
            transitionDuration={100}
          />
          <span>{t("add.filesProgress", { done: formatCount(done), total: formatCount(total) })}</span>
        </div>
      )}
      {add.isError && <ErrorNote error={add.error} onRetry={() => add.variables && add.mutate(add.variables)} />}
    </>
  );
}

interface BatchFieldProps {
  value: string;
  onChange(value: string): void;
}

export function BatchField({ value, onChange }: BatchFieldProps) {
  const t = useText();
  return (
    <TextInput
      label={t("add.batch")}
      description={t("add.batchNote")}
      maw={360}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
