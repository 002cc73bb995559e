/** Everybody at one question: an interval on a common scale, a sentence, and per choice on demand. */
import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { formatCount, formatInterval, formatShare } from "../../components/format";
import { IntervalPlot } from "../../components/IntervalPlot";
import { useText } from "../../i18n/text";
import { KIND_ICONS } from "../project/LabelerTable";
import { type SkillRow, scaleStart } from "./skills";
import classes from "./skillTable.module.css";

type Order = "reliability" | "answers" | "name";

const ORDERS: Record<Order, (a: SkillRow, b: SkillRow) => number> = {
  reliability: (a, b) => b.reliability - a.reliability,
  answers: (a, b) => b.answers - a.answers,
  name: (a, b) => a.labeler.name.localeCompare(b.labeler.name),
};

export function SkillTable({ rows, caption }: { rows: SkillRow[]; caption: string }) {
  const t = useText();
  const [order, setOrder] = useState<Order>("reliability");
  const from = scaleStart(rows);
  return (
    <div className={classes.scroller}>
      <table className={classes.table}>
        <caption className="visually-hidden">{t("skills.question", { question: caption })}</caption>
        <thead>
          <tr>
            <Head name="name" order={order} onOrder={setOrder} label={t("labelers.labeler")} />
            <Head name="answers" order={order} onOrder={setOrder} label={t("skills.answers")} isEnd />
            <Head name="reliability" order={order} onOrder={setOrder} label={t("skills.reliability")} />
            <td className={classes.scaleHead}>
              <span>{formatShare(from, 0)}</span>
              <span>{formatShare(1, 0)}</span>
            </td>
          </tr>
        </thead>
        {rows.toSorted(ORDERS[order]).map((row) => (
          <Row key={row.labeler.id} row={row} from={from} />
        ))}
      </table>
    </div>
  );
}

interface HeadProps {
  name: Order;
  order: Order;
  label: string;
  isEnd?: boolean;
  onOrder(order: Order): void;
}

function Head({ name, order, label, isEnd, onOrder }: HeadProps) {
  const direction = name === "name" ? "ascending" : "descending";
  return (
    <th scope="col" data-end={isEnd || undefined} aria-sort={order === name ? direction : undefined}>
      <button type="button" className={classes.sort} onClick={() => onOrder(name)}>
        {label}
      </button>
    </th>
  );
}

function Row({ row, from }: { row: SkillRow; from: number }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const { labeler, answers, reliability, low, high, sentence, by_choice } = row;
  const Icon = KIND_ICONS[labeler.kind];
  return (
    <tbody>
      <tr>
        <th scope="row">
          <span className={classes.name}>
            <Icon size={15} stroke={1.6} aria-label={t(`labelerKind.${labeler.kind}`)} />
            <span>{labeler.name}</span>
          </span>
        </th>
        <td data-end>{formatCount(answers)}</td>
        <td className={classes.share}>
          {formatShare(reliability)} <small>{formatInterval(low, high)}</small>
        </td>
        <td className={classes.plot}>
          <IntervalPlot low={low} high={high} estimate={reliability} from={from} />
        </td>
      </tr>
      <tr>
        <td colSpan={4} className={classes.words}>
          <span className={classes.sentence}>
            {by_choice.length > 0 && (
              <UnstyledButton className={classes.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                <IconChevronRight size={13} aria-hidden="true" />
                <span className="visually-hidden">{t("skills.byChoice", { name: labeler.name })}</span>
              </UnstyledButton>
            )}
            {sentence}
          </span>
          {isOpen && <ByChoice row={row} />}
        </td>
      </tr>
    </tbody>
  );
}

function ByChoice({ row: { by_choice } }: { row: SkillRow }) {
  const t = useText();
  return (
    <ul className={classes.choices}>
      {by_choice.map(({ choice, title, answers, reliability }) => (
        <li key={choice}>
          <span className={classes.choice}>{title}</span>
          <span className={classes.track}>
            <i style={{ inlineSize: `${reliability * 100}%` }} />
          </span>
          <span>{formatShare(reliability, 0)}</span>
          <small>{t("skills.seen", { count: Math.round(answers), shown: formatCount(Math.round(answers)) })}</small>
        </li>
      ))}
    </ul>
  );
}
