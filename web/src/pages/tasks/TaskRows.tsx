/** The rows of the task list: only those in view exist; more are fetched as one nears the end. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import type { TaskSummary } from "../../api";
import { useBatches } from "../../api/queries";
import { shortId } from "../../components/format";
import { AnswerPips, StageMark, StateMark } from "../../components/Marks";
import { Time } from "../../components/Time";
import { isTyping } from "../../components/typing";
import { useText } from "../../i18n/text";
import classes from "./tasks.module.css";

const ROW_HEIGHT = 34;
const HEAD_HEIGHT = 31;
const ROWS_BEFORE_END = 60;

interface TaskRowsProps {
  tasks: TaskSummary[];
  projectId: string;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore(): void;
}

export function TaskRows({ tasks, projectId, hasMore, isLoadingMore, onMore }: TaskRowsProps) {
  const t = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const { data: batches = [] } = useBatches(projectId);
  const virtualizer = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 16,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  const rows = virtualizer.getVirtualItems();
  const lastSeen = rows.at(-1)?.index ?? 0;
  const isNearEnd = lastSeen >= tasks.length - ROWS_BEFORE_END;
  const current = useRowKeys(tasks, (index) => virtualizer.scrollToIndex(index));

  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore) onMore();
  }, [isNearEnd, hasMore, isLoadingMore, onMore]);

  const batchName = useMemo(() => new Map(batches.map(({ id, name }) => [id, name])), [batches]);
  return (
    <div
      ref={scroller}
      className={classes.grid}
      role="table"
      tabIndex={0}
      aria-label={t("nav.tasks")}
      aria-rowcount={hasMore ? -1 : tasks.length + 1}
    >
      <Head />
      <div role="rowgroup" className={classes.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
        {rows.map(({ index, start }) => {
          const task = tasks[index];
          if (task === undefined) return null;
          const batch = batchName.get(task.batch_id ?? "");
          return (
            <Row key={task.id} task={task} index={index} offset={start} isCurrent={index === current} batch={batch} />
          );
        })}
      </div>
      {isLoadingMore && (
        <p className={classes.more} role="status">
          {t("states.loading")}
        </p>
      )}
    </div>
  );
}

function Head() {
  const t = useText();
  const names = [
    t("fields.uniqueId"),
    t("tasks.content"),
    t("tasks.stage"),
    t("fields.status"),
    t("tasks.answers"),
    t("batches.batch"),
    t("fields.priority"),
    t("tasks.changed"),
  ];
  return (
    <div role="rowgroup" className={classes.headGroup}>
      <div role="row" className={classes.head}>
        {names.map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  task: TaskSummary;
  index: number;
  offset: number;
  isCurrent: boolean;
  batch: string | undefined;
}

/** Remembered, because scrolling moves a row far more often than it changes it. */
const Row = memo(function Row({ task, index, offset, isCurrent, batch }: RowProps) {
  const cells = [
    <span key="id" className={`${classes.id} mono`}>
      {task.unique_id ?? shortId(task.id)}
    </span>,
    <span key="snippet" className={classes.snippet}>
      {task.snippet}
    </span>,
    <StageMark key="stage" stage={task.stage} status={task.status} />,
    <StateMark key="status" state={task.status} />,
    <AnswerPips key="answers" have={task.answers_have} needed={task.answers_needed} />,
    <span key="batch" className={classes.batch}>
      {batch ?? ""}
    </span>,
    <span key="priority" className="tabular">
      {task.priority}
    </span>,
    <Time key="time" at={task.updated_at} />,
  ];
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      className={classes.row}
      data-current={isCurrent || undefined}
      style={{ transform: `translateY(${offset}px)` }}
    >
      {cells.map((cell) => (
        <span key={cell.key} role="cell" className={classes.cell}>
          {cell.key === "id" ? (
            <Link to={`/tasks/${task.id}`} className={classes.link}>
              {cell}
            </Link>
          ) : (
            cell
          )}
        </span>
      ))}
    </div>
  );
});

const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Enter on a button or a link is theirs. */
function isOnControl({ key, target }: KeyboardEvent): boolean {
  return key === "Enter" && target instanceof Element && target.matches("a, button");
}

/** j and k move, Enter opens. Returns the row in hand. */
function useRowKeys(tasks: TaskSummary[], reveal: (index: number) => void): number {
  const navigate = useNavigate();
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || isTyping(event) || isOnControl(event)) return;
      const step = STEPS[event.key];
      const task = tasks[current];
      if (step !== undefined) {
        const next = Math.max(0, Math.min(tasks.length - 1, current + step));
        setCurrent(next);
        reveal(next);
      } else if (event.key === "Enter" && task) {
        void navigate(`/tasks/${task.id}`);
      } else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [tasks, current, navigate, reveal]);
  return current;
}
