/** Why this answer: what is believed of each unit, who said what and how reliable they are, who looked at it again. */
import type { Why, WhySaid, WhyUnit } from "../../api";
import { useWhy } from "../../api/quality";
import { formatCount, formatInterval, formatShare } from "../../components/format";
import { StateMark } from "../../components/Marks";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { KIND_ICONS } from "../project/LabelerTable";
import classes from "./why.module.css";

const MOST_UNITS = 200;

export function WhyPanel({ taskId }: { taskId: string }) {
  const query = useWhy(taskId);
  return <Loaded query={query}>{(why) => <Explained why={why} />}</Loaded>;
}

function Explained({ why }: { why: Why }) {
  const t = useText();
  const { sentence, reason, units, checks } = why;
  return (
    <>
      <p className={classes.sentence}>
        {sentence} {reason && <span>{t("why.reason", { reason })}</span>}
      </p>
      {units.length > 0 && (
        <ul className={classes.units}>
          {units.slice(0, MOST_UNITS).map((unit) => (
            <Unit key={unit.unit} unit={unit} />
          ))}
        </ul>
      )}
      {units.length > MOST_UNITS && (
        <p className={classes.note}>{t("belief.more", { count: units.length - MOST_UNITS })}</p>
      )}
      {checks.length > 0 && <Checks checks={checks} />}
    </>
  );
}

function Unit({ unit: { unit, choices, said } }: { unit: WhyUnit }) {
  return (
    <li className={classes.unit}>
      <span className={classes.unitName}>{unit}</span>
      <span className={classes.choices}>
        {choices.map(({ choice, probability }) => (
          <span key={choice} className={classes.choice}>
            <span className={classes.bar}>
              <span>{choice}</span>
              <span className={classes.track}>
                <i style={{ inlineSize: `${probability * 100}%` }} />
              </span>
              <span className="tabular">{formatShare(probability)}</span>
            </span>
            <Sayers said={said.filter((each) => each.choice === choice)} />
          </span>
        ))}
      </span>
    </li>
  );
}

function Sayers({ said }: { said: WhySaid[] }) {
  if (said.length === 0) return null;
  return (
    <span className={classes.sayers}>
      {said.map((each) => (
        <Sayer key={each.labeler?.id} said={each} />
      ))}
    </span>
  );
}

function Sayer({ said: { labeler, reliability, low, high, answers } }: { said: WhySaid }) {
  const t = useText();
  if (labeler === null) return null;
  const Icon = KIND_ICONS[labeler.kind];
  const known =
    reliability === null || low === null || high === null || answers === null
      ? t("why.unknown")
      : t("why.known", {
          share: formatShare(reliability, 0),
          interval: formatInterval(low, high),
          answers: formatCount(answers),
        });
  return (
    <span className={classes.sayer} title={known}>
      <Icon size={13} stroke={1.6} aria-label={t(`labelerKind.${labeler.kind}`)} />
      {labeler.name}
      <span className={classes.trust}>{reliability === null ? "—" : formatShare(reliability, 0)}</span>
      <span className="visually-hidden">{known}</span>
    </span>
  );
}

function Checks({ checks }: { checks: Why["checks"] }) {
  const t = useText();
  return (
    <ul className={classes.checks} aria-label={t("why.checks")}>
      {checks.map(({ kind, labeler, verdict, comment, at }) => (
        <li key={`${kind} ${at}`}>
          <span>{t(`annotationKind.${kind}`)}</span>
          {verdict && <StateMark state={verdict} />}
          <span className={classes.note}>
            {labeler?.name} · <Time at={at} />
          </span>
          {comment && <q>{comment}</q>}
        </li>
      ))}
    </ul>
  );
}
