/** Every task of a project: a virtual list over keyset pages, filters in the address, all by keyboard. */
import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useMemo, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import { type TaskFilters, useBatches, useTaskPages } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { Page } from "../../components/Page";
import { isTyping } from "../../components/typing";
import { Waiting } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { JOURNEY, totalTasks } from "../project/counts";
import { useThisProject } from "../project/ProjectLayout";
import { TaskRows } from "./TaskRows";
import classes from "./tasks.module.css";

const NAMES = ["stage", "status", "batch", "unique_id"] as const;
const STATUSES = ["pending", "completed", "canceled", "error"] as const;

function readFilters(search: URLSearchParams): TaskFilters {
  const [stage, status, batch, unique_id] = NAMES.map((name) => search.get(name));
  return { stage: stage ?? null, status: status ?? null, batch: batch ?? null, unique_id: unique_id ?? null };
}

export function TaskList() {
  const t = useText();
  const project = useThisProject();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const query = useTaskPages(project.id, filters);
  const tasks = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const isFiltered = Object.values(filters).some((value) => value !== null);

  const setFilter = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );

  return (
    <Page title={t("nav.tasks")} lead={t("tasks.lead")} isFull>
      <Filters filters={filters} onChange={setFilter} projectId={project.id} />
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Waiting />}
      {query.isSuccess && tasks.length === 0 && (
        <NoTasks
          isFiltered={isFiltered}
          isEmpty={totalTasks(project.counts) === 0}
          projectId={project.id}
          onClear={() => setSearch({}, { replace: true })}
        />
      )}
      {tasks.length > 0 && (
        <TaskRows
          tasks={tasks}
          projectId={project.id}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </Page>
  );
}

interface FiltersProps {
  filters: TaskFilters;
  projectId: string;
  onChange(name: string, value: string | null): void;
}

function Filters({ filters, projectId, onChange }: FiltersProps) {
  const t = useText();
  const { data: batches = [] } = useBatches(projectId);
  const shared = { clearable: true, w: 150, comboboxProps: { withinPortal: true } };
  return (
    <search className={classes.filters}>
      <UniqueIdFilter value={filters.unique_id ?? ""} onChange={(value) => onChange("unique_id", value)} />
      <Select
        {...shared}
        aria-label={t("tasks.stage")}
        placeholder={t("tasks.anyStage")}
        data={stageOptions(t)}
        value={filters.stage}
        onChange={(value) => onChange("stage", value)}
      />
      <Select
        {...shared}
        aria-label={t("fields.status")}
        placeholder={t("tasks.anyStatus")}
        data={STATUSES.map((value) => ({ value, label: t(`state.${value}`) }))}
        value={filters.status}
        onChange={(value) => onChange("status", value)}
      />
      {batches.length > 0 && (
        <Select
          {...shared}
          w={190}
          aria-label={t("batches.batch")}
          placeholder={t("tasks.anyBatch")}
          searchable
          data={batches.map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.batch}
          onChange={(value) => onChange("batch", value)}
        />
      )}
    </search>
  );
}

function stageOptions(t: Text) {
  return JOURNEY.map((value) => ({ value, label: t(`stage.${value}`) }));
}

interface UniqueIdFilterProps {
  value: string;
  onChange(value: string): void;
}

/** `/` comes here; the list follows while one types. */
function UniqueIdFilter({ value, onChange }: UniqueIdFilterProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onChange, 200);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || isTyping(event) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <TextInput
      ref={input}
      className={classes.search}
      aria-label={t("tasks.find")}
      placeholder={t("tasks.find")}
      leftSection={<IconSearch size={14} />}
      defaultValue={value}
      onChange={(event) => send(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}

interface NoTasksProps {
  isFiltered: boolean;
  isEmpty: boolean;
  projectId: string;
  onClear(): void;
}

function NoTasks({ isFiltered, isEmpty, projectId, onClear }: NoTasksProps) {
  const t = useText();
  if (isFiltered && !isEmpty) {
    return (
      <EmptyState
        title={t("tasks.noneTitle")}
        action={
          <Button variant="default" onClick={onClear}>
            {t("tasks.clear")}
          </Button>
        }
      >
        {t("tasks.noneText")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t("overview.emptyTitle")}
      action={
        <Button component={Link} to={`/projects/${projectId}/add`}>
          {t("add.title")}
        </Button>
      }
    >
      {t("overview.emptyText")}
    </EmptyState>
  );
}
