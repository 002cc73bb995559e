/** Every event of the task, newest last, each with who and when. */
import type { HistoryEvent } from "../../api";
import { useTaskHistory } from "../../api/queries";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type TextKey, useText } from "../../i18n/text";
import classes from "./task.module.css";

export function History({ taskId }: { taskId: string }) {
  const t = useText();
  const query = useTaskHistory(taskId);
  return (
    <Loaded query={query}>
      {(events) => (
        <ol className={classes.history}>
          {events.length === 0 && <li className={classes.eventNote}>{t("history.empty")}</li>}
          {events.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
        </ol>
      )}
    </Loaded>
  );
}

function EventLine({ event: { kind, at, actor, body } }: { event: HistoryEvent }) {
  const t = useText();
  const detail = readDetail(body);
  return (
    <li className={classes.event} data-kind={kind}>
      <span className={classes.eventName}>
        {t(`event.${kind.replaceAll(".", "_")}` as TextKey, { defaultValue: kind })}
      </span>
      <span className={classes.eventNote}>
        {actor && <>{actor.name} · </>}
        <Time at={at} />
      </span>
      {detail && <span className={classes.eventNote}>{detail}</span>}
    </li>
  );
}

const TOLD = ["reason", "verdict", "comment", "purpose", "priority"];

/** The parts of an event's body that a person asks for. */
function readDetail(body: Record<string, unknown>): string {
  return TOLD.filter((name) => typeof body[name] === "string" || typeof body[name] === "number")
    .map((name) => `${name}: ${body[name]}`)
    .join(" · ");
}
