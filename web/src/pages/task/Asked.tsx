/** Why these people: each claim, how it ended, and what put this task before that labeler. */
import type { Assignment, Why } from "../../api";
import { useWhy } from "../../api/quality";
import { StateMark } from "../../components/Marks";
import { Time } from "../../components/Time";
import { useText } from "../../i18n/text";
import classes from "./why.module.css";

export function Asked({ taskId, assignments }: { taskId: string; assignments: Assignment[] }) {
  const { data: why } = useWhy(taskId);
  return (
    <ul className={classes.asked}>
      {assignments.map((assignment) => (
        <Claim key={assignment.id} assignment={assignment} why={why} />
      ))}
    </ul>
  );
}

function Claim({ assignment, why }: { assignment: Assignment; why: Why | undefined }) {
  const t = useText();
  const { id, labeler, purpose, state, reason, leased_at, ended_at } = assignment;
  const sentence = why?.asked.find(({ assignment_id }) => assignment_id === id)?.sentence;
  return (
    <li>
      <span className={classes.askedTop}>
        <strong>{labeler?.name}</strong>
        <span>{t(`purpose.${purpose}`)}</span>
        <StateMark state={state} />
        <span className={classes.note}>
          <Time at={ended_at ?? leased_at} />
        </span>
      </span>
      {reason && <p>“{reason}”</p>}
      {sentence && <p>{sentence}</p>}
    </li>
  );
}
