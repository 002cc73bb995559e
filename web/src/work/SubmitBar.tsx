/** The one primary action of the screen, and its opposite for auditors. */
import { useTranslation } from "react-i18next";
import { KeyCap, keepFocus } from "../editors";
import type { Purpose } from "./claim";
import type { Decisions } from "./useDecisions";
import styles from "./work.module.css";

interface SubmitBarProps {
  readonly purpose: Purpose;
  readonly isTouched: boolean;
  readonly decisions: Decisions;
}

export function SubmitBar({ purpose, isTouched, decisions }: SubmitBarProps) {
  const { t } = useTranslation("work");
  const canBeWrong = purpose === "audit" && !decisions.isFixing;
  return (
    <div className={styles.submit}>
      {canBeWrong && (
        <button type="button" className={styles.secondary} onMouseDown={keepFocus} onClick={decisions.wrong}>
          {t("wrong")}
          <KeyCap chord="W" />
        </button>
      )}
      <button type="button" className={styles.primary} onMouseDown={keepFocus} onClick={decisions.primary}>
        {t(primaryWords(purpose, isTouched, decisions.isFixing))}
        <KeyCap chord="Enter" />
      </button>
    </div>
  );
}

function primaryWords(purpose: Purpose, isTouched: boolean, isFixing: boolean) {
  if (purpose === "label") return "submit";
  if (purpose === "review") return isTouched ? "submitFix" : "acceptAnswer";
  return isFixing ? "submitWrong" : "correct";
}
