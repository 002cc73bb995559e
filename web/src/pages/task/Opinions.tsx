/** What models and labeling functions said of a task, how sure they say they are, and how right they are elsewhere. */
import type { MachineOpinion, Ontology } from "../../api";
import { useWhy } from "../../api/quality";
import { formatCount, formatInterval, formatShare } from "../../components/format";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import { KIND_ICONS } from "../project/LabelerTable";
import { summarize } from "./answers";
import classes from "./why.module.css";

/** Nothing at all where no machine spoke, or the reader may not know. */
export function Opinions({ taskId, ontology }: { taskId: string; ontology: Ontology }) {
  const t = useText();
  const { data: why } = useWhy(taskId);
  if (!why?.opinions.length) return null;
  return (
    <Section title={t("opinions.title")} lead={t("opinions.lead")}>
      <ul className={classes.opinions} aria-label={t("opinions.title")}>
        {why.opinions.map((opinion) => (
          <Opinion key={opinion.labeler?.id} opinion={opinion} ontology={ontology} />
        ))}
      </ul>
    </Section>
  );
}

function Opinion({ opinion, ontology }: { opinion: MachineOpinion; ontology: Ontology }) {
  const t = useText();
  const { labeler, answer, confidence, skills } = opinion;
  if (labeler === null) return null;
  const Icon = KIND_ICONS[labeler.kind];
  return (
    <li>
      <span className={classes.machine}>
        <Icon size={14} stroke={1.6} aria-label={t(`labelerKind.${labeler.kind}`)} />
        {labeler.name}
      </span>
      <span className={classes.opinion}>
        <strong>{summarize(answer, ontology) || t("opinions.nothing")}</strong>
        <span className="tabular">
          {confidence === null ? t("opinions.sureNone") : t("opinions.sure", { share: formatShare(confidence, 0) })}
        </span>
      </span>
      <Known skills={skills} />
    </li>
  );
}

function Known({ skills }: Pick<MachineOpinion, "skills">) {
  const t = useText();
  if (skills.length === 0) return <span className={classes.known}>{t("opinions.unknown")}</span>;
  const text = skills.length === 1 ? "opinions.known" : "opinions.knownAt";
  return skills.map(({ question, title, answers, reliability, low, high }) => (
    <span key={question} className={classes.known}>
      {t(text, {
        title,
        share: formatShare(reliability, 0),
        answers: formatCount(answers),
        interval: formatInterval(low, high),
      })}
    </span>
  ));
}
