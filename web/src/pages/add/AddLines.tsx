/** One task for each pasted line. */
import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount } from "../../components/format";
import { useText } from "../../i18n/text";
import { BatchField } from "./AddFiles";
import classes from "./add.module.css";
import { batchField, createTasks, readLines } from "./intake";
import type { WayProps } from "./way";

export function AddLines({ project, onFinish }: WayProps) {
  const t = useText();
  const [batch, setBatch] = useState("");
  const [pasted, setPasted] = useState("");
  const lines = readLines(pasted);
  const add = useMutation({
    mutationFn: () => {
      const rows = lines.map(({ text }) => ({ text, ...batchField(batch) }));
      return createTasks(
        project.id,
        rows,
        (index) => lines[index]?.line ?? index,
        () => undefined,
      );
    },
    onSuccess: (outcome) => {
      onFinish(outcome);
      if (outcome.rejected.length === 0) setPasted("");
    },
  });
  return (
    <>
      <BatchField value={batch} onChange={setBatch} />
      <Textarea
        label={t("add.linesLabel")}
        description={t("add.linesNote")}
        placeholder={t("add.linesExample")}
        autosize
        minRows={8}
        maxRows={20}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      {add.isError && <ErrorNote error={add.error} />}
      <div className={classes.actions}>
        <Button onClick={() => add.mutate()} disabled={lines.length === 0} loading={add.isPending}>
          {t("add.addLines", { count: lines.length, shown: formatCount(lines.length) })}
        </Button>
      </div>
    </>
  );
}
