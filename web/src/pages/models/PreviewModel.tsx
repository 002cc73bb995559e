/** What a detector finds in a few tasks, and how much of it stays when it has to be at least so sure. */
import { Button, Modal, Slider } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { api, type Model, type ModelPreview } from "../../api";
import { keys, useOntology } from "../../api/queries";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount, formatShare } from "../../components/format";
import { Loaded } from "../../components/Waiting";
import type { Answer } from "../../editors";
import { labelPath } from "../../editors/taxonomy";
import { useText } from "../../i18n/text";
import { useThisProject } from "../project/ProjectLayout";
import classes from "./preview.module.css";
import { countLabels, keepSure } from "./previewing";
import { settingsOf } from "./reading";

const AnswerView = lazy(() => import("../../editors").then((module) => ({ default: module.AnswerView })));

export function PreviewModel({ model, onClose }: { model: Model; onClose(): void }) {
  const t = useText();
  const preview = usePreview(model);
  return (
    <Modal opened onClose={onClose} title={t("models.previewOf", { name: model.name })} size="min(1200px, 96vw)">
      <Loaded query={preview}>
        {(look) => {
          if (look.status === "running") return <p role="status">{t("models.previewRunning")}</p>;
          if (look.status === "failed") return <p role="alert">{look.reason}</p>;
          return <Look model={model} look={look} onClose={onClose} />;
        }}
      </Loaded>
    </Modal>
  );
}

/** Asks for a look when it is opened, then waits for what was found. */
function usePreview({ id }: Model) {
  const params = { path: { model_id: id } };
  const asked = useQuery({
    queryKey: ["preview", id, "asked"],
    queryFn: () => api.post("/models/{model_id}/preview", { params }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const found = useQuery({
    queryKey: ["preview", id, "found", asked.data?.asked_at],
    queryFn: ({ signal }) => api.get("/models/{model_id}/preview", { params, signal }),
    enabled: asked.isSuccess,
    refetchInterval: ({ state }) => (state.data?.status === "running" ? 700 : false),
  });
  return asked.isSuccess ? found : asked;
}

interface LookProps {
  readonly model: Model;
  readonly look: ModelPreview;
  onClose(): void;
}

function Look({ model, look, onClose }: LookProps) {
  const t = useText();
  const { modality } = useThisProject();
  const [least, setLeast] = useState(settingsOf(model).least_score ?? 0.25);
  const counts = useMemo(() => countLabels(look.samples, least), [look, least]);
  const { data: named } = useOntology(model.project_id);
  const titleOf = (label: string) => (named ? labelPath(named.ontology, label) : label);
  const run = useRun(model, onClose);
  return (
    <div className={classes.look}>
      <div className={classes.controls}>
        <span className={classes.threshold}>
          <span id="least-score">{t("models.keepSure", { share: formatShare(least) })}</span>
          <Slider
            aria-labelledby="least-score"
            min={0.05}
            max={0.99}
            step={0.01}
            value={least}
            label={null}
            onChange={setLeast}
          />
        </span>
        <span className={classes.counts} role="status">
          {counts.length === 0
            ? t("models.previewNothing")
            : counts.map(({ label, count }) => (
                <span key={label}>
                  {titleOf(label)} <b>{formatCount(count)}</b>
                </span>
              ))}
        </span>
        <Button loading={run.isPending} onClick={() => run.mutate(least)}>
          {t("models.runSure")}
        </Button>
      </div>
      {run.isError && <ErrorNote error={run.error} />}
      <div className={classes.samples}>
        {look.samples.map((sample) => (
          <Sample key={sample.task_id} sample={sample} least={least} modality={modality} projectId={model.project_id} />
        ))}
      </div>
    </div>
  );
}

/** Keep the threshold, then let the model answer the open tasks with it. */
function useRun({ id, project_id }: Model, onDone: () => void) {
  const queryClient = useQueryClient();
  const params = { path: { model_id: id } };
  return useMutation({
    mutationFn: async (least_score: number) => {
      await api.patch("/models/{model_id}", { params, body: { least_score } });
      await api.post("/models/{model_id}/run", { params });
    },
    onSuccess: onDone,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.models(project_id) }),
  });
}

interface SampleProps {
  readonly sample: ModelPreview["samples"][number];
  readonly least: number;
  readonly modality: string;
  readonly projectId: string;
}

function Sample({ sample, least, modality, projectId }: SampleProps) {
  const { data } = useOntology(projectId, sample.ontology_version);
  const answer = useMemo(() => keepSure(sample, least) as unknown as Answer, [sample, least]);
  return (
    <figure className={classes.sample}>
      <div className={classes.picture}>
        {data && (
          <Suspense fallback={null}>
            <AnswerView
              modality={modality}
              content={sample.content}
              assets={sample.assets}
              ontology={data.ontology}
              answer={answer}
            />
          </Suspense>
        )}
      </div>
      <figcaption>{sample.unique_id ?? sample.task_id}</figcaption>
    </figure>
  );
}
