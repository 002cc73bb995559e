/** How well models that rate and grade stand in for people: axis by axis and criterion by criterion, beside the ceiling. */
import { type GraderOf, useJudges } from "../../api/quality";
import { formatCount, formatShare } from "../../components/format";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import classes from "./leaderboard.module.css";

type Figure = GraderOf["kappa"];

/** Nothing where no model rates or grades. */
export function Graders({ projectId }: { projectId: string }) {
  const t = useText();
  const { data } = useJudges(projectId);
  if (!data?.graders.length) return null;
  const columns = ["judge", "question", "things", "kappa", "ceiling", "agreement", "lean"] as const;
  return (
    <Section title={t("graders.title")} lead={t("graders.lead")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t("graders.title")}>
        <table className={classes.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`graders.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.graders.map((grader) => (
              <Row key={`${grader.model_id} ${grader.label} ${grader.question} ${grader.choices}`} grader={grader} />
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.note}>{t("graders.about")}</p>
    </Section>
  );
}

function Row({ grader }: { grader: GraderOf }) {
  const t = useText();
  return (
    <tr>
      <th scope="row">{grader.name}</th>
      <td dir="auto">{grader.question || t("graders.all")}</td>
      <td>{formatCount(grader.things)}</td>
      <td>
        <Measured figure={grader.kappa} spell={toHundredths} />
      </td>
      <td>
        <Measured figure={grader.ceiling} spell={toHundredths} />
      </td>
      <td>
        <Measured figure={grader.agreement} spell={(value) => formatShare(value, 0)} />
      </td>
      <td>
        <Measured figure={grader.lean} spell={toHundredths} />
      </td>
    </tr>
  );
}

function Measured({ figure, spell }: { figure: Figure; spell(value: number): string }) {
  if (figure.of === 0) return "–";
  return (
    <>
      {spell(figure.value)}{" "}
      <small>
        {spell(figure.low)} – {spell(figure.high)}
      </small>
    </>
  );
}

function toHundredths(value: number): string {
  return value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
