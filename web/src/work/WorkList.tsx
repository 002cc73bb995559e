/** Projects with open work; with only one, a labeler is taken straight to its next item. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useLocation } from "react-router";
import { api, type WorkItem } from "../api";
import { useRole } from "../api/session";
import type { Purpose } from "./claim";
import styles from "./workList.module.css";

const PURPOSES: readonly Purpose[] = ["label", "review", "audit"];
const LOOK_AGAIN_MS = 15_000;

export function WorkList() {
  const { t } = useTranslation("work");
  const role = useRole();
  const { state } = useLocation() as { state: { stay?: boolean } | null };
  const work = useQuery({
    queryKey: ["work"],
    queryFn: () => api.get("/work"),
    refetchInterval: LOOK_AGAIN_MS,
  });
  if (work.isError && !work.data) {
    return (
      <div className={styles.notice} role="alert">
        <p>{t("listFailed", { reason: work.error.message })}</p>
        <button type="button" className={styles.quiet} onClick={() => void work.refetch()}>
          {t("tryAgain")}
        </button>
      </div>
    );
  }
  const open = (work.data?.items ?? []).filter((item) => PURPOSES.some((purpose) => item.open[purpose] > 0));
  const only = open.length === 1 ? open[0] : undefined;
  if (only && role === "labeler" && !state?.stay && only.open.label > 0) {
    return <Navigate to={`/work/${only.project.id}/label`} replace />;
  }
  return (
    <section className={styles.page} aria-busy={work.isPending}>
      <header>
        <h1 className={styles.title}>{t("title")}</h1>
        <p className={styles.about}>{t("about")}</p>
      </header>
      {work.data && open.length === 0 && <NothingOpen />}
      <ul className={styles.list}>
        {open.map((item) => (
          <WorkCard key={item.project.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function NothingOpen() {
  const { t } = useTranslation("work");
  return (
    <div className={styles.empty}>
      <h2>{t("listEmptyTitle")}</h2>
      <p>{t("listEmpty")}</p>
    </div>
  );
}

function WorkCard({ item }: { readonly item: WorkItem }) {
  const { t } = useTranslation("work");
  const { project, open, mine } = item;
  const offered = PURPOSES.filter((purpose) => open[purpose] > 0);
  return (
    <li className={styles.card}>
      <div className={styles.what}>
        <h2 className={styles.name}>{project.name}</h2>
        <p className={styles.counts}>
          {offered.map((purpose) => (
            <span key={purpose}>{t(OPEN[purpose], { count: open[purpose] })}</span>
          ))}
          <span>{t("today", { count: mine.submitted_today })}</span>
        </p>
      </div>
      <div className={styles.starts}>
        {offered.map((purpose, index) => (
          <Link
            key={purpose}
            to={`/work/${project.id}/${purpose}`}
            className={index === 0 ? styles.primary : styles.quiet}
          >
            {t(START[purpose])}
          </Link>
        ))}
      </div>
    </li>
  );
}

const OPEN = { label: "openLabel", review: "openReview", audit: "openAudit" } as const;
const START = { label: "startLabel", review: "startReview", audit: "startAudit" } as const;
