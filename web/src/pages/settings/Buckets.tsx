/** Buckets of the customer's own: which may be read, whether they can be, and how to add one. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Bucket } from "../../api";
import { keys, useBuckets } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { AddBucket } from "./AddBucket";
import { CheckBucket } from "./CheckBucket";
import { useConfirm } from "./confirm";
import classes from "./settings.module.css";

export function Buckets() {
  const t = useText();
  const query = useBuckets();
  const queryClient = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      {t("buckets.add")}
    </Button>
  );
  return (
    <div className={classes.part}>
      <div className={classes.top}>
        <p>{t("buckets.lead")}</p>
        {query.data?.length ? add : null}
      </div>
      <Loaded query={query}>
        {(buckets) =>
          buckets.length === 0 ? (
            <EmptyState title={t("buckets.emptyTitle")} action={add}>
              {t("buckets.emptyText")}
            </EmptyState>
          ) : (
            buckets.map((bucket) => <BucketCard key={bucket.id} bucket={bucket} />)
          )
        }
      </Loaded>
      {isAdding && (
        <AddBucket
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            void queryClient.invalidateQueries({ queryKey: keys.buckets });
          }}
        />
      )}
    </div>
  );
}

function BucketCard({ bucket }: { bucket: Bucket }) {
  const t = useText();
  const queryClient = useQueryClient();
  const confirm = useConfirm();
  const [isChecking, setChecking] = useState(false);
  const place = `${bucket.provider}://${bucket.name}/${bucket.prefix}`;
  const remove = useMutation({
    mutationFn: () => api.delete("/buckets/{bucket_id}", { params: { path: { bucket_id: bucket.id } } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.buckets }),
  });
  const askRemove = () =>
    confirm({
      title: t("buckets.removeTitle"),
      text: t("buckets.removeText", { place }),
      action: t("buckets.remove"),
      run: () => remove.mutate(),
    });
  return (
    <article className={classes.webhook}>
      <div className={classes.webhookHead}>
        <strong className="mono">{place}</strong>
        <span>
          <Button variant="default" size="compact-sm" onClick={() => setChecking(true)}>
            {t("buckets.check")}
          </Button>
          <Button variant="default" size="compact-sm" loading={remove.isPending} onClick={askRemove}>
            {t("buckets.remove")}
          </Button>
        </span>
      </div>
      <p className={classes.webhookNote}>
        {[bucket.region, bucket.endpoint].filter(Boolean).map((place) => `${place} · `)}
        {t("buckets.added")} <Time at={bucket.created_at} />
      </p>
      {remove.error && <ErrorNote error={remove.error} />}
      {isChecking && <CheckBucket bucket={bucket} onClose={() => setChecking(false)} />}
    </article>
  );
}
