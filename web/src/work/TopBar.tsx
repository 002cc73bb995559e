/** The slim bar over the work: where one is, how it goes, and the ways around an item. */
import { useMantineColorScheme } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconBook,
  IconKeyboard,
  IconMoon,
} from "@tabler/icons-react";
import { type ComponentProps, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useStore } from "zustand";
import { type AnswerStore, keepFocus } from "../editors";
import type { Project, Purpose } from "./claim";
import { type ActiveTimer, formatSeconds } from "./timer";
import type { ItemInstructions } from "./useItemInstructions";
import styles from "./work.module.css";

interface TopBarProps {
  readonly project: Project;
  readonly purpose: Purpose;
  readonly doneToday: number;
  readonly timer?: ActiveTimer;
  readonly title?: string;
  readonly children?: ReactNode;
}

const PURPOSES = { label: "purposeLabel", review: "purposeReview", audit: "purposeAudit" } as const;

export function TopBar({ project, purpose, doneToday, timer, title, children }: TopBarProps) {
  const { t } = useTranslation("work");
  return (
    <header className={styles.bar}>
      <Link to="/work" state={{ stay: true }} className={styles.iconButton} aria-label={t("back")} title={t("back")}>
        <IconArrowLeft size={18} className={styles.turns} />
      </Link>
      <h1 className={styles.project}>{project.name}</h1>
      <span className={styles.purpose}>{t(PURPOSES[purpose])}</span>
      {title && (
        <span className={`mono ${styles.itemTitle}`} title={title}>
          {title}
        </span>
      )}
      <span className={styles.spring} />
      {timer && <Clock timer={timer} />}
      <span className={styles.today}>{t("today", { count: doneToday })}</span>
      {children}
    </header>
  );
}

function Clock({ timer }: { readonly timer: ActiveTimer }) {
  const { t } = useTranslation("work");
  const [, tick] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(ticking);
  }, []);
  return (
    <span className={`tabular ${styles.clock}`} title={t("timeOnItem")}>
      {formatSeconds(timer.seconds)}
      {timer.isIdle && <span className={styles.idle}> {t("idle")}</span>}
    </span>
  );
}

interface BarButtonProps extends ComponentProps<"button"> {
  readonly title: string;
  readonly chord: string;
  readonly icon: ReactNode;
  readonly mark?: string;
}

export function BarButton({ title, chord, icon, mark, ...rest }: BarButtonProps) {
  return (
    <button onMouseDown={keepFocus} {...rest} type="button" className={styles.barButton} title={`${title} · ${chord}`}>
      {icon}
      <span className={styles.barWord}>{title}</span>
      {mark && <span className={styles.mark}>{mark}</span>}
    </button>
  );
}

/** For hands without a keyboard, and for those who look for it. */
export function UndoButtons({ store }: { readonly store: AnswerStore }) {
  const { t } = useTranslation("work");
  const canUndo = useStore(store, ({ past }) => past.length > 0);
  const canRedo = useStore(store, ({ future }) => future.length > 0);
  return (
    <>
      <IconButton title={t("undo")} chord="Ctrl Z" isOff={!canUndo} onPress={() => store.undo()}>
        <IconArrowBackUp size={17} className={styles.turns} />
      </IconButton>
      <IconButton title={t("redo")} chord="Ctrl ⇧ Z" isOff={!canRedo} onPress={() => store.redo()}>
        <IconArrowForwardUp size={17} className={styles.turns} />
      </IconButton>
    </>
  );
}

interface IconButtonProps {
  readonly title: string;
  readonly chord?: string;
  readonly isOff?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function IconButton({ title, chord, isOff, onPress, children }: IconButtonProps) {
  return (
    <button
      type="button"
      className={styles.iconButton}
      aria-label={title}
      title={chord ? `${title} · ${chord}` : title}
      disabled={isOff}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

interface BarToolsProps {
  readonly instructions: ItemInstructions;
  readonly onHelp: () => void;
}

export function BarTools({ instructions, onHelp }: BarToolsProps) {
  const { isOpen, isNew, lastRead, toggle } = instructions;
  const { t } = useTranslation("work");
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <>
      <BarButton
        title={t("instructions")}
        chord="⇧I"
        icon={<IconBook size={16} />}
        mark={isNew ? t(lastRead ? "instructionsChanged" : "instructionsNew") : undefined}
        aria-pressed={isOpen}
        onClick={toggle}
      />
      <BarButton title={t("help")} chord="?" icon={<IconKeyboard size={16} />} onClick={onHelp} />
      <IconButton title={t("theme")} onPress={toggleColorScheme}>
        <IconMoon size={16} />
      </IconButton>
    </>
  );
}
