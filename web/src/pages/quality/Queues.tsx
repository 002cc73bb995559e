/** What waits for a second look: reviews before acceptance, audits after it. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import type { Project } from "../../api";
import { may, useRole } from "../../api/session";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount } from "../../components/format";
import { Section } from "../../components/Page";
import { Time } from "../../components/Time";
import { useText } from "../../i18n/text";
import { count } from "../project/counts";
import classes from "./quality.module.css";
import { MOST_DRAWN, useDrawAudits } from "./useDrawAudits";

interface QueuesProps {
  project: Project;
  /** Since when the first audit waits. */
  oldest: string | null;
}

export function Queues({ project, oldest }: QueuesProps) {
  const mayDraw = may(useRole(), "operate");
  return (
    <div className={classes.queues}>
      <Queue project={project} purpose="review" />
      <Queue project={project} purpose="audit" oldest={oldest}>
        {mayDraw && <DrawAudits project={project} />}
      </Queue>
    </div>
  );
}

interface QueueProps {
  project: Project;
  purpose: "review" | "audit";
  oldest?: string | null;
  children?: React.ReactNode;
}

function Queue({ project, purpose, oldest = null, children }: QueueProps) {
  const t = useText();
  const role = useRole();
  const waiting = count(project.counts, purpose);
  return (
    <Section title={t(`qualityPage.${purpose}Title`)} lead={t(`qualityPage.${purpose}Text`)}>
      <div className={classes.queue}>
        {waiting > 0 && may(role, "review") ? (
          <Button
            component={Link}
            to={`/work/${project.id}/${purpose}`}
            variant={purpose === "review" ? "filled" : "default"}
          >
            {t(`qualityPage.${purpose}Start`, { count: waiting, shown: formatCount(waiting) })}
          </Button>
        ) : (
          <span className={classes.none}>
            {t(`qualityPage.${purpose}${waiting > 0 ? "Waits" : "None"}`, {
              count: waiting,
              shown: formatCount(waiting),
            })}
          </span>
        )}
        {children}
        {waiting > 0 && oldest && (
          <span className={classes.none}>
            {t("qualityPage.oldest")} <Time at={oldest} />
          </span>
        )}
      </div>
    </Section>
  );
}

function DrawAudits({ project }: { project: Project }) {
  const t = useText();
  const [wanted, setWanted] = useState(20);
  const draw = useDrawAudits(project.id);
  return (
    <>
      <span className={classes.draw}>
        <NumberInput
          aria-label={t("qualityPage.drawCount")}
          w={76}
          min={1}
          max={MOST_DRAWN}
          value={wanted}
          onChange={(value) => setWanted(Number(value) || 1)}
        />
        <Button variant="default" onClick={() => draw.mutate(wanted)} loading={draw.isPending}>
          {t("qualityPage.draw")}
        </Button>
      </span>
      {draw.isError && <ErrorNote error={draw.error} />}
    </>
  );
}
