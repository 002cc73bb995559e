/** The Work screen: one item, as large as it can be, and the next one already prepared. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useStore } from "zustand";
import { api, useSession } from "../api";
import { useShellStore } from "../app/store";
import { chordOf, KeyCap, useKeys } from "../editors";
import { fence, type Project, type Purpose } from "./claim";
import type { Desk } from "./desk";
import { ConsentQuestion, useExposure } from "./Exposure";
import { FastLane } from "./FastLane";
import { ItemView } from "./ItemView";
import type { Journal } from "./journal";
import { Notices } from "./Notices";
import type { OutgoingQueue } from "./outgoing";
import { journalOf, outgoingOf } from "./owner";
import { useOutgoing } from "./StatusLine";
import { TopBar } from "./TopBar";
import { ActiveTimer } from "./timer";
import { useDesk, useSendingWhenHidden } from "./useDesk";
import { useLane } from "./useLane";
import { getProject } from "./wire";
import styles from "./work.module.css";

const ACTIVITY = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

export function WorkScreen() {
  const { projectId = "", purpose: given = "label" } = useParams();
  const purpose = (["review", "audit"].includes(given) ? given : "label") as Purpose;
  const { t } = useTranslation("work");
  const { data: session } = useSession();
  const customerId = useShellStore((state) => state.customerId);
  const project = useQuery({
    queryKey: ["work", "project", projectId],
    queryFn: () => getProject(projectId),
    staleTime: Infinity,
  });
  const timer = useActiveTimer();
  const personId = session?.person.id;
  const outgoing = useMemo(() => (personId ? outgoingOf(personId, customerId) : null), [personId, customerId]);
  const journal = useMemo(() => (personId ? journalOf(personId, customerId) : null), [personId, customerId]);
  const exposure = useExposure(projectId, project.data?.is_sensitive === true);
  const mayOpen = project.data && (!project.data.is_sensitive || exposure.data?.agreed_at != null);
  const desk = useDesk(mayOpen ? project.data : undefined, purpose, outgoing, journal, timer);

  if (project.isError) return <Trouble reason={project.error.message} onRetry={() => void project.refetch()} />;
  if (project.data && exposure.data && !mayOpen) return <Consent project={project.data} purpose={purpose} />;
  if (!project.data || !desk || !outgoing || !journal) return <Quiet title={t("opening")} />;
  return (
    <OpenDesk
      key={fenceOfDesk(projectId, purpose)}
      {...{ desk, outgoing, journal, timer, purpose }}
      project={project.data}
    />
  );
}

function Consent({ project, purpose }: { readonly project: Project; readonly purpose: Purpose }) {
  const { t } = useTranslation("work");
  return (
    <Quiet bar={<TopBar project={project} purpose={purpose} doneToday={0} />} title={t("consentTitle")}>
      <ConsentQuestion projectId={project.id} />
      <BackLink />
    </Quiet>
  );
}

function fenceOfDesk(projectId: string, purpose: Purpose): string {
  return `${projectId} ${purpose}`;
}

export interface DeskProps {
  readonly desk: Desk;
  readonly outgoing: OutgoingQueue;
  readonly journal: Journal;
  readonly timer: ActiveTimer;
  readonly project: Project;
  readonly purpose: Purpose;
}

function OpenDesk(props: DeskProps) {
  const { desk, outgoing, project, purpose } = props;
  const { t } = useTranslation("work");
  const { item, phase, failure, doneHere, isLost } = useStore(desk);
  const { isOffline, waiting } = useOutgoing(outgoing);
  const doneBefore = useDoneToday(project.id);
  const lane = useLane(project, item);
  useSendingWhenHidden(desk);
  const notices = <Notices outgoing={outgoing} isLost={isLost} onLeave={desk.leaveItem} />;
  if (item) {
    const shared = { ...props, item, doneToday: doneBefore + doneHere, notices };
    return lane.question && !project.is_sensitive ? (
      <FastLane key={fence(item.claim)} {...shared} question={lane.question} onLeave={() => lane.toggle?.()} />
    ) : (
      <ItemView key={fence(item.claim)} {...shared} onFastLane={project.is_sensitive ? null : lane.toggle} />
    );
  }
  const bar = <TopBar project={project} purpose={purpose} doneToday={doneBefore + doneHere} />;
  if (phase === "failed") {
    return <Trouble bar={bar} reason={(failure as Error).message} onRetry={() => void desk.open()} />;
  }
  if (phase === "empty") return <AllDone {...{ bar, notices, purpose, desk }} doneHere={doneHere} />;
  const isAway = isOffline || failure !== null;
  const title = isAway ? t("awayTitle") : t(phase === "opening" ? "opening" : "fetching");
  return (
    <Quiet
      bar={bar}
      notices={notices}
      title={title}
      about={isAway ? t("away", { count: waiting.length }) : undefined}
      isBusy={!isAway}
    />
  );
}

interface QuietProps {
  readonly title: string;
  readonly about?: string;
  readonly isBusy?: boolean;
  readonly bar?: React.ReactNode;
  readonly notices?: React.ReactNode;
  readonly children?: React.ReactNode;
}

/** A screen without an item: why, and what comes next. */
function Quiet({ title, about, isBusy, bar, notices, children }: QuietProps) {
  return (
    <div className={styles.screen}>
      {bar}
      <main className={styles.quiet} aria-busy={isBusy}>
        <h1 className={isBusy ? styles.quietBusy : styles.quietTitle} role={isBusy ? "status" : undefined}>
          {title}
        </h1>
        {about && <p>{about}</p>}
        {children}
      </main>
      {notices}
    </div>
  );
}

function Trouble({ bar, reason, onRetry }: { bar?: React.ReactNode; reason: string; onRetry: () => void }) {
  const { t } = useTranslation("work");
  return (
    <Quiet bar={bar} title={t("failed", { reason })}>
      <div className={styles.quietActions}>
        <button type="button" className={styles.primary} onClick={onRetry}>
          {t("tryAgain")}
        </button>
        <BackLink />
      </div>
    </Quiet>
  );
}

interface AllDoneProps {
  readonly bar: React.ReactNode;
  readonly notices: React.ReactNode;
  readonly purpose: Purpose;
  readonly desk: Desk;
  readonly doneHere: number;
}

const VERBS = { label: "verbLabel", review: "verbReview", audit: "verbAudit" } as const;

function AllDone({ bar, notices, purpose, desk, doneHere }: AllDoneProps) {
  const { t } = useTranslation("work");
  const canTakeBack = useStore(desk, ({ held }) => held.length > 0);
  useKeys("screen", (event) => ["U", "Backspace"].includes(chordOf(event)) && desk.takeBack());
  const done = doneHere > 0 ? `${t("emptyDone", { count: doneHere })} ` : "";
  return (
    <Quiet bar={bar} notices={notices} title={t("emptyTitle")} about={done + t("empty", { verb: t(VERBS[purpose]) })}>
      <div className={styles.quietActions}>
        {canTakeBack && (
          <button type="button" className={styles.secondary} onClick={() => desk.takeBack()}>
            {t("laneTakeBack")}
            <KeyCap chord="U" />
          </button>
        )}
        <BackLink />
      </div>
    </Quiet>
  );
}

function BackLink() {
  const { t } = useTranslation("work");
  return (
    <Link to="/work" state={{ stay: true }} className={styles.secondary}>
      {t("back")}
    </Link>
  );
}

function useDoneToday(projectId: string): number {
  const work = useQuery({
    queryKey: ["work"],
    queryFn: () => api.get("/work"),
    // The count of this sitting is added by the desk: asking again would count it twice.
    staleTime: Infinity,
  });
  const [before, setBefore] = useState<number | null>(null);
  const found = work.data?.items.find((item) => item.project.id === projectId)?.mine.submitted_today;
  useEffect(() => {
    if (found !== undefined) setBefore((known) => known ?? found);
  }, [found]);
  return before ?? 0;
}

function useActiveTimer(): ActiveTimer {
  const [timer] = useState(() => new ActiveTimer());
  useEffect(() => {
    const touch = () => {
      if (!document.hidden) timer.touch();
    };
    for (const kind of ACTIVITY) window.addEventListener(kind, touch, { passive: true, capture: true });
    return () => {
      for (const kind of ACTIVITY) window.removeEventListener(kind, touch, { capture: true });
    };
  }, [timer]);
  return timer;
}
