/** One task: what there was to label, everybody's answer, why one was accepted, and each event in order. */

import { useEffect } from "react";
import { Link, useParams } from "react-router";
import { ApiError, type Ontology, type Project, type Task } from "../../api";
import { useOntology, useProject, useTask } from "../../api/queries";
import { NotFound } from "../../app/NotFound";
import { useShellStore } from "../../app/store";
import { formatCount, shortId } from "../../components/format";
import { Markdown } from "../../components/Markdown";
import { StageMark, StateMark } from "../../components/Marks";
import { Page, Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { AnswerBoard } from "./AnswerBoard";
import { Asked } from "./Asked";
import { History } from "./History";
import { Opinions } from "./Opinions";
import { TaskActions } from "./TaskActions";
import classes from "./task.module.css";
import { WhyPanel } from "./WhyPanel";

export function TaskPage() {
  const { taskId = "" } = useParams();
  const query = useTask(taskId);
  const project = useProject(query.data?.project_id ?? "");
  const ontology = useOntology(query.data?.project_id ?? "", query.data?.ontology_version);
  const chooseProject = useShellStore((state) => state.chooseProject);
  const projectId = project.data?.id;
  useEffect(() => {
    if (projectId) chooseProject(projectId);
  }, [projectId, chooseProject]);

  if (query.error instanceof ApiError && query.error.status === 404) return <NotFound />;
  return (
    <Loaded query={query}>
      {(task) => (
        <Loaded query={project}>
          {(found) => (
            <Loaded query={ontology}>
              {({ ontology: version }) => <Shown task={task} project={found} ontology={version} />}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface ShownProps {
  task: Task;
  project: Project;
  ontology: Ontology;
}

function Shown({ task, project, ontology }: ShownProps) {
  const t = useText();
  return (
    <Page
      title={task.unique_id ?? shortId(task.id)}
      above={
        <>
          <Link to={`/projects/${project.id}`}>{project.name}</Link> /{" "}
          <Link to={`/projects/${project.id}/tasks`}>{t("nav.tasks")}</Link>
        </>
      }
      beside={
        <>
          <StageMark stage={task.stage} status={task.status} />
          <StateMark state={task.status} />
        </>
      }
      lead={t("task.lead", {
        have: task.answers_have,
        needed: task.answers_needed,
        priority: task.priority,
        version: task.ontology_version,
      })}
      actions={<TaskActions task={task} />}
    >
      {task.error && (
        <p className={classes.failure} role="alert">
          {task.error}
        </p>
      )}
      <AnswerBoard task={task} modality={project.modality} ontology={ontology} />
      <div className={classes.columns}>
        <div>
          <Section
            title={t("belief.title")}
            lead={task.belief && t("belief.lead", { estimator: task.belief.estimator })}
          >
            <WhyPanel taskId={task.id} />
          </Section>
          <Opinions taskId={task.id} ontology={ontology} />
          {task.assignments.length > 0 && (
            <Section
              title={t("assignments.title")}
              lead={t("assignments.lead", {
                count: task.assignments.length,
                shown: formatCount(task.assignments.length),
              })}
            >
              <Asked taskId={task.id} assignments={task.assignments} />
            </Section>
          )}
          {task.instruction && (
            <Section title={t("task.instruction")}>
              <Markdown>{task.instruction}</Markdown>
            </Section>
          )}
          <Section title={t("task.details")}>
            <Details task={task} />
          </Section>
        </div>
        <Section title={t("history.title")} lead={t("history.lead")}>
          <History taskId={task.id} />
        </Section>
      </div>
    </Page>
  );
}

function Details({ task }: { task: Task }) {
  const t = useText();
  const rows = [
    [t("task.id"), task.id],
    ...Object.entries(task.metadata).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ];
  return (
    <dl className={classes.details}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
