/** Another budget for a chat model, never below what is spent. */
import { NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Model } from "../../api";
import { keys } from "../../api/queries";
import { useErrorSentence } from "../../components/ErrorNote";
import { formatMoney } from "../../components/format";
import { useText } from "../../i18n/text";
import { AddDialog } from "../settings/AddDialog";
import { fieldOf, toMicros } from "./connect";
import { settingsOf } from "./reading";

export function ChangeBudget({ model, onClose }: { model: Model; onClose(): void }) {
  const t = useText();
  const queryClient = useQueryClient();
  const sentenceOf = useErrorSentence();
  const { most_cost_micros: before = 0, currency = "EUR" } = settingsOf(model);
  const [budget, setBudget] = useState<number | "">(before / 1_000_000);
  const change = useMutation({
    mutationFn: () =>
      api.patch("/models/{model_id}", {
        params: { path: { model_id: model.id } },
        body: { most_cost_micros: toMicros(budget) },
      }),
    onSuccess: () => {
      notifications.show({ message: t("models.budgetSaved", { budget: formatMoney(toMicros(budget), currency) }) });
      void queryClient.invalidateQueries({ queryKey: keys.models(model.project_id) });
      onClose();
    },
  });
  const isAtField = fieldOf(change.error) === "budget";
  return (
    <AddDialog
      title={t("models.budgetOf", { name: model.name })}
      action={t("models.budgetDo")}
      error={isAtField ? null : change.error}
      isBusy={change.isPending}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <NumberInput
        label={t("models.budget")}
        description={t("models.budgetNote")}
        required
        data-autofocus
        min={0}
        decimalScale={6}
        suffix={` ${currency}`}
        error={isAtField ? sentenceOf(change.error) : undefined}
        value={budget}
        onChange={(value) => setBudget(value === "" ? "" : Number(value))}
      />
    </AddDialog>
  );
}
