/** The steps of a longer form: where we are, what was chosen, and a way back. */
import classes from "./newProject.module.css";

interface StepListProps {
  steps: { id: string; label: string }[];
  current: string;
  notes: Record<string, string | undefined>;
  onGo(id: string): void;
}

export function StepList({ steps, current, notes, onGo }: StepListProps) {
  const at = steps.findIndex(({ id }) => id === current);
  return (
    <ol className={classes.steps}>
      {steps.map(({ id, label }, index) => (
        <li key={id}>
          <button
            type="button"
            className={classes.step}
            data-done={index < at || undefined}
            aria-current={index === at ? "step" : undefined}
            disabled={index > at}
            onClick={() => onGo(id)}
          >
            <span className={classes.stepNumber}>{index + 1}</span>
            <span>
              {label}
              {index < at && notes[id] && <small>{notes[id]}</small>}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
