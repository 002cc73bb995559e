/** The pictures that another tool's file names: uploaded beforehand, under their names. */
import { Progress } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount } from "../../components/format";
import { useText } from "../../i18n/text";
import classes from "./add.module.css";
import { DropArea } from "./DropArea";
import { uploadNamedFiles } from "./intake";

export function NamedFiles({ mediaTypes }: { mediaTypes: readonly string[] }) {
  const t = useText();
  const [done, setDone] = useState(0);
  const upload = useMutation({ mutationFn: (files: File[]) => uploadNamedFiles(files, setDone) });
  const total = upload.variables?.length ?? 0;
  const refused = upload.data ?? [];
  return (
    <>
      <DropArea
        prompt={t("add.dropNamed")}
        note={t("add.dropNamedNote")}
        accept={mediaTypes.join(",")}
        isMany
        isDisabled={upload.isPending}
        onFiles={(files) => {
          setDone(0);
          if (files.length > 0) upload.mutate(files);
        }}
      />
      {(upload.isPending || upload.isSuccess) && (
        <div className={classes.progress} role="status">
          <Progress
            value={(done / Math.max(1, total)) * 100}
            aria-label={t("add.uploading")}
            transitionDuration={100}
          />
          <span>{t("add.filesProgress", { done: formatCount(done), total: formatCount(total) })}</span>
        </div>
      )}
      {refused.map((row) => (
        <p key={row.row} role="alert">
          {row.unique_id}: {row.error}
        </p>
      ))}
      {upload.isError && (
        <ErrorNote error={upload.error} onRetry={() => upload.variables && upload.mutate(upload.variables)} />
      )}
    </>
  );
}
