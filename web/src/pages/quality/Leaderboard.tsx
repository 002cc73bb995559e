/** Which models labelers prefer: ranks and scores with their intervals, and what would tell the models apart. */
import { Group, Select, Switch } from "@mantine/core";
import { useState } from "react";
import { type LeaderboardOf, useLeaderboard } from "../../api/quality";
import { formatCount } from "../../components/format";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import { placeOn, rankRange, scaleOf } from "./leaderboard";
import classes from "./leaderboard.module.css";

/** What beside the models may move a vote. */
const EFFECTS = ["position", "length", "formatting"] as const;

type Board = NonNullable<LeaderboardOf["board"]>;

/** Nothing where no models were compared. */
export function Leaderboard({ projectId }: { projectId: string }) {
  const t = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isFree, setFree] = useState(false);
  const { data } = useLeaderboard(projectId, chosen, isFree ? "style" : "position");
  if (!data?.board) return null;
  const { board, questions } = data;
  const counts = { count: board.labelers, votes: formatCount(board.votes), labelers: formatCount(board.labelers) };
  return (
    <Section
      title={t("leaderboard.title")}
      lead={t("leaderboard.lead", counts)}
      actions={
        <Group gap="md">
          <Switch
            label={t("leaderboard.free")}
            checked={isFree}
            onChange={(event) => setFree(event.currentTarget.checked)}
          />
          {questions.length > 1 && (
            <Select
              aria-label={t("leaderboard.question")}
              data={questions.map(({ question, title }) => ({ value: question, label: title }))}
              value={board.question}
              onChange={setChosen}
              allowDeselect={false}
            />
          )}
        </Group>
      }
    >
      {board.unrankable ? <NoOrder board={board} /> : <Standings board={board} />}
      {board.next_pairs.length > 0 && (
        <p className={classes.note}>
          {t("leaderboard.next", { pairs: [...new Set(board.next_pairs.map((pair) => pair.join(" – ")))].join("; ") })}
        </p>
      )}
    </Section>
  );
}

function NoOrder({ board }: { board: Board }) {
  const t = useText();
  return (
    <div className={classes.refusal} role="note">
      <p>{t("leaderboard.noOrder", { reason: board.unrankable?.reason ?? "" })}</p>
      <ul>
        {board.unrankable?.groups.map((group) => (
          <li key={group.join()}>{group.join(", ")}</li>
        ))}
      </ul>
    </div>
  );
}

function Standings({ board }: { board: Board }) {
  const t = useText();
  const scale = scaleOf(board.standings);
  const effects = EFFECTS.flatMap((name) => (board[name] ? [{ name, effect: board[name] }] : []));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t("leaderboard.title")}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("leaderboard.rank")}</th>
              <th scope="col">{t("leaderboard.model")}</th>
              <th scope="col">{t("leaderboard.score")}</th>
              <th scope="col" className={classes.plotHead}>
                {t("leaderboard.interval")}
              </th>
              <th scope="col">{t("leaderboard.votes")}</th>
              <th scope="col">{t("leaderboard.toNext")}</th>
            </tr>
          </thead>
          <tbody>
            {board.standings.map((each) => (
              <tr key={each.name}>
                <td>{rankRange(each)}</td>
                <th scope="row">{each.name}</th>
                <td>{formatCount(Math.round(each.elo))}</td>
                <td>
                  <span
                    className={classes.plot}
                    role="img"
                    aria-label={`${Math.round(each.low)} – ${Math.round(each.high)}`}
                    title={`${Math.round(each.low)} – ${Math.round(each.high)}`}
                  >
                    <span
                      className={classes.band}
                      style={{
                        insetInlineStart: `${placeOn(scale, each.low)}%`,
                        insetInlineEnd: `${100 - placeOn(scale, each.high)}%`,
                      }}
                    />
                    <span className={classes.tick} style={{ insetInlineStart: `${placeOn(scale, each.elo)}%` }} />
                  </span>
                </td>
                <td>{formatCount(each.votes)}</td>
                <td>{each.votes_to_next === null ? "–" : formatCount(each.votes_to_next)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.note}>{t("leaderboard.about")}</p>
      {effects.map(({ name, effect: { elo, low, high } }) => (
        <p key={name} className={classes.note}>
          {t(`leaderboard.${name}`, { elo: Math.round(elo), low: Math.round(low), high: Math.round(high) })}
        </p>
      ))}
    </>
  );
}
