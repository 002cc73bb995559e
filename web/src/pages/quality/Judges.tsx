/** How well models that judge stand in for people: agreement beside its ceiling, ties, sides and steadiness. */
import { type JudgeOf, useJudges } from "../../api/quality";
import { formatCount, formatShare } from "../../components/format";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import { verdictOf } from "./judges";
import classes from "./leaderboard.module.css";

type Share = JudgeOf["agreement"];

/** Nothing where no model judged. */
export function Judges({ projectId }: { projectId: string }) {
  const t = useText();
  const { data } = useJudges(projectId);
  if (!data?.items.length) return null;
  const columns = ["judge", "question", "pairs", "agreement", "ceiling", "ties", "left", "steady"] as const;
  return (
    <Section title={t("judges.title")} lead={t("judges.lead")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t("judges.title")}>
        <table className={classes.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`judges.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((judge) => (
              <Row key={`${judge.model_id} ${judge.question}`} judge={judge} />
            ))}
          </tbody>
        </table>
      </section>
      {data.items.map((judge) => (
        <Verdict key={`${judge.model_id} ${judge.question}`} judge={judge} />
      ))}
      <p className={classes.note}>{t("judges.about")}</p>
    </Section>
  );
}

function Row({ judge }: { judge: JudgeOf }) {
  return (
    <tr>
      <th scope="row">{judge.name}</th>
      <td>{judge.title}</td>
      <td>{formatCount(judge.pairs)}</td>
      <td>
        <Measured share={judge.agreement} />
      </td>
      <td>
        <Measured share={judge.ceiling} />
      </td>
      <td>
        <Beside judge={judge.ties} people={judge.people_ties} />
      </td>
      <td>
        <Beside judge={judge.left} people={judge.people_left} />
      </td>
      <td>
        <Measured share={judge.steady} />
      </td>
    </tr>
  );
}

function Measured({ share }: { share: Share }) {
  if (share.of === 0) return "–";
  return (
    <>
      {formatShare(share.value, 0)}{" "}
      <small>
        {formatShare(share.low, 0)} – {formatShare(share.high, 0)}
      </small>
    </>
  );
}

function Beside({ judge, people }: { judge: Share; people: Share }) {
  const t = useText();
  return (
    <>
      {judge.of === 0 ? "–" : formatShare(judge.value, 0)}{" "}
      {people.of > 0 && <small>{t("judges.people", { share: formatShare(people.value, 0) })}</small>}
    </>
  );
}

function Verdict({ judge }: { judge: JudgeOf }) {
  const t = useText();
  const verdict = verdictOf(judge.short);
  return (
    <p className={classes.note}>
      <strong>
        {judge.name}, {judge.title}:
      </strong>{" "}
      {verdict === null ? t("judges.nobody") : t(`judges.verdict.${verdict.kind}`, verdict.points)}
    </p>
  );
}
