/** The decisions that ask for a reason: to skip an item, to flag it, to send an answer back. */
import { IconArrowBackUp, IconFlag, IconPlayerSkipForward } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ReasonMenu } from "./ReasonMenu";
import type { Opened, Surroundings } from "./useSurroundings";

interface DecisionMenuProps {
  readonly around: Surroundings;
  readonly onReason: (reason: string) => void;
}

const SKIP_REASONS = ["skipUnclear", "skipBroken", "skipLanguage", "skipWrong"] as const;

export function SkipMenu({ around, onReason }: DecisionMenuProps) {
  const { t } = useTranslation("work");
  return (
    <ReasonMenu
      title={t("skip")}
      heading={t("skipTitle")}
      chord="⇧S"
      icon={<IconPlayerSkipForward size={16} />}
      reasons={SKIP_REASONS.map((reason) => t(reason))}
      onReason={onReason}
      {...opening(around, "skip")}
    />
  );
}

export function FlagMenu({ around, onReason }: DecisionMenuProps) {
  const { t } = useTranslation("work");
  return (
    <ReasonMenu
      title={t("flag")}
      heading={t("flagTitle")}
      about={t("flagAbout")}
      chord="⇧F"
      icon={<IconFlag size={16} />}
      onReason={onReason}
      {...opening(around, "flag")}
    />
  );
}

export function RejectMenu({ around, onReason }: DecisionMenuProps) {
  const { t } = useTranslation("work");
  return (
    <ReasonMenu
      title={t("reject")}
      heading={t("rejectTitle")}
      about={t("rejectAbout")}
      chord="R"
      icon={<IconArrowBackUp size={16} />}
      onReason={onReason}
      {...opening(around, "reject")}
    />
  );
}

/** One menu is open at a time. */
function opening({ opened, open }: Surroundings, what: Opened) {
  return { isOpen: opened === what, onOpen: (isOpen: boolean) => open(isOpen ? what : null) };
}
