/** The journey drawn as a rail with a stop for each stage; every stop leads to its tasks. */
import { Link } from "react-router";
import type { Project } from "../../api";
import { formatCount } from "../../components/format";
import { useText } from "../../i18n/text";
import { acceptedTasks, count, JOURNEY, openTasks } from "./counts";
import classes from "./journey.module.css";

interface JourneyProps {
  project: Project;
  delivered: number;
}

export function Journey({ project, delivered }: JourneyProps) {
  const t = useText();
  const base = `/projects/${project.id}`;
  return (
    <nav className={classes.journey} aria-label={t("journey.title")}>
      <ol className={classes.rail}>
        {JOURNEY.filter((stage) => stage !== "done").map((stage) => (
          <Stop
            key={stage}
            name={stage}
            value={count(project.counts, stage)}
            to={`${base}/tasks?stage=${stage}`}
            share={count(project.counts, stage) / Math.max(1, openTasks(project.counts))}
          />
        ))}
        <Stop
          name="done"
          value={acceptedTasks(project.counts)}
          to={`${base}/tasks?stage=done&status=completed`}
          share={0}
        />
        <Stop name="delivered" value={delivered} to={`${base}/deliveries`} share={0} />
      </ol>
      <Asides project={project} />
    </nav>
  );
}

interface StopProps {
  name: (typeof JOURNEY)[number] | "delivered";
  value: number;
  to: string;
  /** Share of the open tasks that wait here: where the work is stuck. */
  share: number;
}

function Stop({ name, value, to, share }: StopProps) {
  const t = useText();
  return (
    <li className={classes.item} data-stop={name} data-empty={value === 0 || undefined}>
      <Link to={to} className={classes.stop}>
        <span className={classes.name}>{t(`stage.${name}`)}</span>
        <span className={classes.count}>{formatCount(value)}</span>
        <span className={classes.line} aria-hidden="true">
          <span className={classes.node} />
        </span>
        <span className={classes.meaning}>{t(`journey.${name}`)}</span>
        <span className={classes.load} style={{ inlineSize: `${share * 100}%` }} aria-hidden="true" />
      </Link>
    </li>
  );
}

/** What left the rail: canceled tasks and errors, and how often somebody skipped. */
function Asides({ project }: { project: Project }) {
  const t = useText();
  const asides = ["canceled", "error"].filter((status) => count(project.counts, status) > 0);
  const skips = count(project.counts, "skips");
  if (asides.length === 0 && skips === 0) return null;
  return (
    <p className={classes.asides}>
      {asides.map((status) => (
        <Link key={status} to={`/projects/${project.id}/tasks?status=${status}`}>
          {formatCount(count(project.counts, status))} {t(`state.${status as "canceled" | "error"}`)}
        </Link>
      ))}
      {skips > 0 && <span>{t("journey.skips", { count: skips })}</span>}
    </p>
  );
}
