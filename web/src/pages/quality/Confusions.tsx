/** What labelers said where something was accepted: a matrix for each question about the whole item. */
import { Select } from "@mantine/core";
import { useState } from "react";
import type { Confusion } from "../../api";
import { formatCount, formatShare } from "../../components/format";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import classes from "./confusion.module.css";

export function Confusions({ confusions }: { confusions: Confusion[] }) {
  const t = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = confusions.find(({ question }) => question === chosen) ?? confusions[0];
  return (
    <Section
      title={t("confusion.title")}
      lead={shown && t("confusion.lead", { count: shown.tasks, shown: formatCount(shown.tasks) })}
      actions={
        confusions.length > 1 && (
          <Select
            aria-label={t("confusion.question")}
            data={confusions.map(({ question, title }) => ({ value: question, label: title }))}
            value={shown?.question ?? null}
            onChange={setChosen}
            allowDeselect={false}
          />
        )
      }
    >
      {shown ? <Matrix confusion={shown} /> : <p className={classes.none}>{t("confusion.none")}</p>}
    </Section>
  );
}

function Matrix({ confusion }: { confusion: Confusion }) {
  const t = useText();
  const { title, titles, counts, others } = confusion;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={title}>
        <table className={classes.matrix}>
          <caption className="visually-hidden">{t("confusion.caption", { question: title })}</caption>
          <thead>
            <tr>
              <th scope="col" className={classes.corner}>
                {t("confusion.corner")}
              </th>
              {titles.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, accepted) => (
              <Row key={titles[accepted]} name={titles[accepted] ?? ""} row={row} accepted={accepted} />
            ))}
          </tbody>
        </table>
      </section>
      {others > 0 && (
        <p className={classes.others}>{t("confusion.others", { count: others, shown: formatCount(others) })}</p>
      )}
    </>
  );
}

function Row({ name, row, accepted }: { name: string; row: number[]; accepted: number }) {
  const total = row.reduce((sum, count) => sum + count, 0);
  return (
    <tr>
      <th scope="row">{name}</th>
      {row.map((count, said) => {
        const share = total === 0 ? 0 : count / total;
        return (
          <td
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
            key={said}
            data-agrees={said === accepted || undefined}
            style={{ "--share": `${Math.round(share * 100)}%` } as React.CSSProperties}
          >
            {count === 0 ? <span className={classes.zero}>0</span> : formatCount(count)}
            {count > 0 && <small>{formatShare(share, 0)}</small>}
          </td>
        );
      })}
    </tr>
  );
}
