/** One model: what it is, how it is doing, how right it is, what it cost, and what one may do with it. */
import { ActionIcon, Button, Switch, Tooltip } from "@mantine/core";
import {
  IconCpu,
  IconMessageChatbot,
  IconMessages,
  IconScan,
  IconSchool,
  IconSparkles,
  IconX,
  type TablerIcon,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Model, type ModelChange, type ModelKind } from "../../api";
import { keys, useOntology } from "../../api/queries";
import { ErrorNote } from "../../components/ErrorNote";
import { formatRelative } from "../../components/format";
import { StateMark } from "../../components/Marks";
import { useText } from "../../i18n/text";
import { useThisProject } from "../project/ProjectLayout";
import { useConfirm } from "../settings/confirm";
import { ChangeBudget } from "./ChangeBudget";
import { onlyTalks } from "./connect";
import { ModelFigures, TalkFigures } from "./ModelFigures";
import classes from "./models.module.css";
import { PreviewModel } from "./PreviewModel";
import { addressOf, canStop, isPriced, personalityOf, stateOf } from "./reading";

const ICONS: Record<ModelKind, TablerIcon> = {
  learned: IconSchool,
  chat: IconMessageChatbot,
  label_studio: IconCpu,
  detector: IconScan,
  segmenter: IconSparkles,
  practice: IconMessages,
};

interface ModelCardProps {
  model: Model;
  mayOperate: boolean;
}

export function ModelCard({ model, mayOperate }: ModelCardProps) {
  const t = useText();
  const { kind, name, shown } = model;
  const Icon = ICONS[kind];
  const address = addressOf(model);
  const personality = personalityOf(model);
  const act = useModelActions(model);
  const { modality } = useThisProject();
  const { data: asked } = useOntology(model.project_id);
  const talksOnly = onlyTalks(kind, modality, asked?.ontology);
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.head}>
        <Icon size={18} stroke={1.6} aria-hidden="true" />
        <div className={classes.title}>
          <h2>{name}</h2>
          {!talksOnly && <StateMark state={stateOf(model)} />}
          <small>
            {t(`models.kind.${kind}`)}
            {address && <> · {address}</>}
            {personality && <> · {t(`models.personalities.${personality}`)}</>}
            {shown && <> · {t("models.shownMark")}</>}
          </small>
        </div>
        {mayOperate && <Actions model={model} act={act} mayRun={!talksOnly} />}
      </div>
      <Reason model={model} />
      {act.error !== null && <ErrorNote error={act.error} />}
      {talksOnly ? <TalkFigures model={model} /> : <ModelFigures model={model} />}
      <div className={classes.foot}>
        {kind === "learned" || talksOnly ? (
          <p className={classes.note}>{t(talksOnly ? "models.talksOnly" : "models.dutyAlways")}</p>
        ) : (
          <Switch
            classNames={{ label: classes.switchLabel }}
            label={t("models.duty")}
            aria-label={t("models.dutyOf", { name })}
            checked={model.on_duty}
            disabled={!mayOperate || act.isBusy}
            onChange={(event) => act.change({ on_duty: event.currentTarget.checked })}
          />
        )}
        {mayOperate && kind === "chat" && isPriced(model) && <BudgetButton model={model} />}
        {mayOperate && kind === "detector" && <PreviewButton model={model} />}
      </div>
    </article>
  );
}

/** Why it stopped or what it waits for, and what becomes of that. */
function Reason({ model: { status, on_duty, reason, retry_at } }: { model: Model }) {
  const t = useText();
  if (reason === null) return null;
  const isStopped = status === "stopped";
  return (
    <p className={classes.reason} data-stopped={isStopped || undefined}>
      {reason} {retry_at && t("models.retry", { when: formatRelative(retry_at) })}
      {isStopped && on_duty && !retry_at && t("models.waitsForYou")}
    </p>
  );
}

type ModelActions = ReturnType<typeof useModelActions>;

function useModelActions({ id, project_id }: Model) {
  const params = { path: { model_id: id } };
  const queryClient = useQueryClient();
  const mutation = useMutation({
    mutationFn: (send: () => Promise<unknown>) => send(),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.models(project_id) }),
  });
  return {
    error: mutation.error,
    isBusy: mutation.isPending,
    run: () => mutation.mutate(() => api.post("/models/{model_id}/run", { params })),
    stop: () => mutation.mutate(() => api.post("/models/{model_id}/stop", { params })),
    remove: () => mutation.mutate(() => api.delete("/models/{model_id}", { params })),
    change: (body: ModelChange) => mutation.mutate(() => api.patch("/models/{model_id}", { params, body })),
  };
}

function Actions({ model, act, mayRun }: { model: Model; act: ModelActions; mayRun: boolean }) {
  const t = useText();
  const confirm = useConfirm();
  const { name } = model;
  const askRemove = () =>
    confirm({
      title: t("models.removeTitle", { name }),
      text: t("models.removeText"),
      action: t("models.removeDo"),
      run: act.remove,
    });
  return (
    <span className={classes.actions}>
      {canStop(model) && (
        <Do label={t("models.stop")} named={t("models.stopNamed", { name })} isBusy={act.isBusy} run={act.stop} />
      )}
      {mayRun && model.status !== "running" && (
        <Do label={t("models.run")} named={t("models.runNamed", { name })} isBusy={act.isBusy} run={act.run} />
      )}
      <Tooltip label={t("models.remove")}>
        <ActionIcon aria-label={t("models.removeNamed", { name })} onClick={askRemove}>
          <IconX size={15} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

interface DoProps {
  readonly label: string;
  /** The same with the model's name, as cards beside each other have the same buttons. */
  readonly named: string;
  readonly isBusy: boolean;
  readonly run: () => void;
}

function Do({ label, named, isBusy, run }: DoProps) {
  return (
    <Button variant="default" size="compact-sm" disabled={isBusy} aria-label={named} onClick={run}>
      {label}
    </Button>
  );
}

function BudgetButton({ model }: { model: Model }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
        {t("models.budgetChange")}
      </Button>
      {isOpen && <ChangeBudget model={model} onClose={() => setOpen(false)} />}
    </>
  );
}

function PreviewButton({ model }: { model: Model }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
        {t("models.preview")}
      </Button>
      {isOpen && <PreviewModel model={model} onClose={() => setOpen(false)} />}
    </>
  );
}
