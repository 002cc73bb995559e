/** Content that can disturb: agreed to before the first item, veiled until somebody asks, and counted. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api";
import type { Project } from "./claim";
import styles from "./work.module.css";

/** From this many items on in a day, a break is suggested after each ten. */
const BREAK_EACH = 10;

const exposureKey = (projectId: string) => ["work", "exposure", projectId];

/** What the caller agreed to and has seen; asked anew whenever more was done: 0 before anything was handed out. */
export function useExposure(projectId: string, isOn: boolean, doneHere = 0) {
  return useQuery({
    queryKey: [...exposureKey(projectId), doneHere],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/exposure", { params: { path: { project_id: projectId } }, signal }),
    enabled: isOn,
  });
}

/** What somebody agrees to before the first item. */
export function ConsentQuestion({ projectId }: { readonly projectId: string }) {
  const { t } = useTranslation("work");
  const consent = useConsent(projectId);
  return (
    <>
      <ul className={styles.consent}>
        {(["consentVeiled", "consentSkip", "consentBreak", "consentRevoke"] as const).map((point) => (
          <li key={point}>{t(point)}</li>
        ))}
      </ul>
      {consent.error && <p role="alert">{consent.error.message}</p>}
      <button
        type="button"
        className={styles.primary}
        disabled={consent.isPending}
        onClick={() => consent.mutate(true)}
      >
        {t("consentGive")}
      </button>
    </>
  );
}

/** How much of it was seen today, when to rest, and the way out. */
export function ExposureNote({ projectId, doneHere }: { projectId: string; doneHere: number }) {
  const { t } = useTranslation("work");
  const consent = useConsent(projectId);
  const { data } = useExposure(projectId, true, doneHere + 1);
  if (!data) return null;
  const { seen_today, most_a_day } = data;
  return (
    <section className={styles.exposure} aria-label={t("exposure")}>
      <p>
        {most_a_day == null
          ? t("seenToday", { count: seen_today })
          : t("leftToday", { count: Math.max(most_a_day - seen_today, 0), most: most_a_day })}
        {seen_today >= BREAK_EACH && seen_today % BREAK_EACH === 0 && ` ${t("restNow")}`}
      </p>
      <button type="button" className={styles.bare} onClick={() => consent.mutate(false)}>
        {t("consentTakeBack")}
      </button>
    </section>
  );
}

/** The item, out of sight and out of reach of screen readers until a key or a click asks for it. */
export function Veil({ isOn, children }: { readonly isOn: boolean; readonly children: ReactNode }) {
  const { t } = useTranslation("work");
  const [isVeiled, setVeiled] = useState(isOn);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isVeiled) button.current?.focus();
  }, [isVeiled]);
  if (!isOn) return children;
  const reveal = () => {
    setVeiled(false);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-editor-canvas]")?.focus());
  };
  return (
    <div className={styles.veiled} data-veiled={isVeiled || undefined}>
      <div className={styles.veiledItem} inert={isVeiled}>
        {children}
      </div>
      {isVeiled && (
        <div className={styles.veil}>
          <p>{t("veiled")}</p>
          <button ref={button} type="button" className={styles.primary} onClick={reveal}>
            {t("unveil")}
          </button>
        </div>
      )}
    </div>
  );
}

export function isVeiledAtFirst({ is_sensitive }: Project): boolean {
  return is_sensitive === true;
}

function useConsent(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (agrees: boolean) =>
      api.put("/projects/{project_id}/exposure", {
        params: { path: { project_id: projectId } },
        body: { agrees },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: exposureKey(projectId) }),
  });
}
