/** How each labeling function does: how much it covers, how it meets the others, how often people say the same. */
import { ActionIcon } from "@mantine/core";
import { IconCode, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { api, type FunctionFigures } from "../../api";
import { keys } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { DataTable } from "../../components/DataTable";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount, formatShare } from "../../components/format";
import { IntervalPlot } from "../../components/IntervalPlot";
import { StateMark } from "../../components/Marks";
import { type Text, useText } from "../../i18n/text";
import { useConfirm } from "../settings/confirm";
import classes from "./functions.module.css";

const CHOICES_SHOWN = 3;

interface FunctionTableProps {
  projectId: string;
  functions: FunctionFigures[];
}

export function FunctionTable({ projectId, functions }: FunctionTableProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const confirm = useConfirm();
  const mayRemove = may(useRole(), "operate");
  const remove = useMutation({
    mutationFn: (name: string) =>
      api.delete("/projects/{project_id}/functions/{function_name}", {
        params: { path: { project_id: projectId, function_name: name } },
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.functions(projectId) }),
  });
  const askRemove = (name: string) =>
    confirm({
      title: t("functions.removeTitle", { name }),
      text: t("functions.removeText"),
      action: t("functions.remove"),
      run: () => remove.mutate(name),
    });
  return (
    <div className={classes.table}>
      {remove.isError && <ErrorNote error={remove.error} />}
      <DataTable
        caption={t("nav.functions")}
        rows={functions}
        columns={[...makeColumns(t), ...(mayRemove ? [removeColumn(t, askRemove)] : [])]}
      />
    </div>
  );
}

function makeColumns(t: Text): ColumnDef<FunctionFigures>[] {
  return [
    {
      accessorKey: "name",
      header: t("functions.name"),
      cell: ({ row: { original } }) => <Name {...original} />,
    },
    shareColumn("coverage", t("functions.coverage")),
    shareColumn("overlaps", t("functions.overlaps"), true),
    shareColumn("conflicts", t("functions.conflicts"), true),
    {
      id: "accuracy",
      accessorFn: ({ accuracy }) => accuracy?.estimate ?? -1,
      header: t("functions.accuracy"),
      cell: ({ row: { original } }) => <Accuracy {...original} />,
    },
    {
      id: "choices",
      header: t("functions.choices"),
      cell: ({ row: { original } }) => <Choices {...original} />,
      enableSorting: false,
      meta: { isExtra: true },
    },
    {
      id: "errors",
      accessorFn: ({ errors }) => errors.count,
      header: t("functions.errors"),
      cell: ({ row: { original } }) => <Errors {...original} />,
      meta: { isExtra: true },
    },
  ];
}

function shareColumn(
  name: "coverage" | "overlaps" | "conflicts",
  header: string,
  isExtra = false,
): ColumnDef<FunctionFigures> {
  return {
    accessorKey: name,
    header,
    cell: ({ getValue }) => {
      const share = getValue<number | null>();
      return share === null ? "—" : formatShare(share);
    },
    meta: { isEnd: true, isExtra },
  };
}

function removeColumn(t: Text, askRemove: (name: string) => void): ColumnDef<FunctionFigures> {
  return {
    id: "remove",
    header: "",
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("functions.removeNamed", { name: original.name })}
        onClick={() => askRemove(original.name)}
      >
        <IconX size={15} />
      </ActionIcon>
    ),
    meta: { isEnd: true, width: "44px" },
  };
}

function Name({ name, attribute, status, errors }: FunctionFigures) {
  const t = useText();
  return (
    <span className={classes.name}>
      <IconCode size={15} stroke={1.6} aria-hidden="true" />
      <span>
        <strong className="mono">{name}</strong>
        {status === "failed" && <StateMark state="failed" />}
        <small>{attribute ?? t("functions.wholeAnswers")}</small>
        {errors.count > 0 && (
          <small className={classes.onPhone}>
            {t("functions.errorCount", { count: errors.count, shown: formatCount(errors.count) })}
          </small>
        )}
      </span>
    </span>
  );
}

function Accuracy({ accuracy }: FunctionFigures) {
  const t = useText();
  if (accuracy === null) return <span className={classes.quiet}>{t("functions.notJudged")}</span>;
  const { estimate, low, high, judged } = accuracy;
  return (
    <span className={classes.accuracy}>
      <span className="tabular">{formatShare(estimate)}</span>
      <IntervalPlot low={low} high={high} estimate={estimate} from={0} />
      <small>{t("functions.judged", { count: judged, shown: formatCount(judged) })}</small>
    </span>
  );
}

function Choices({ choices }: FunctionFigures) {
  const names = Object.entries(choices);
  if (names.length === 0) return "—";
  const rest = names.length - CHOICES_SHOWN;
  const shown = names.slice(0, CHOICES_SHOWN).map(([name, count]) => `${name} ${formatCount(count)}`);
  return (
    <span title={names.map(([name, count]) => `${name} ${formatCount(count)}`).join(", ")}>
      {shown.join(", ")}
      {rest > 0 && ` +${rest}`}
    </span>
  );
}

function Errors({ error, errors }: FunctionFigures) {
  if (error === null && errors.count === 0) return "—";
  return (
    <span className={classes.errors}>
      {errors.count > 0 && <span className="tabular">{formatCount(errors.count)}</span>}
      <small>{error ?? errors.first}</small>
    </span>
  );
}
