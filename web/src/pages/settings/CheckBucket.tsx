/** Whether one object of a bucket can be read, and if not, why. */
import { Alert, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Bucket } from "../../api";
import { useText } from "../../i18n/text";
import { AddDialog } from "./AddDialog";

export function CheckBucket({ bucket, onClose }: { bucket: Bucket; onClose(): void }) {
  const t = useText();
  const [key, setKey] = useState(bucket.prefix);
  const check = useMutation({
    mutationFn: () =>
      api.post("/buckets/{bucket_id}/check", { params: { path: { bucket_id: bucket.id } }, body: { key } }),
  });
  return (
    <AddDialog
      title={t("buckets.checkTitle")}
      action={t("buckets.check")}
      error={check.error}
      isBusy={check.isPending}
      onSubmit={() => check.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t("buckets.key")}
        description={t("buckets.keyNote")}
        required
        data-autofocus
        value={key}
        onChange={(event) => {
          check.reset();
          setKey(event.currentTarget.value);
        }}
      />
      {check.data && (
        <Alert role="status" color={check.data.is_readable ? "green" : "red"}>
          {check.data.reason ?? t("buckets.readable")}
        </Alert>
      )}
    </AddDialog>
  );
}
