/** A button that asks for a reason: a few ready ones with keys, or one's own words. */
import { Popover } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { chordOf, KeyCap, useKeys } from "../editors";
import { BarButton } from "./TopBar";
import styles from "./work.module.css";

interface ReasonMenuProps {
  readonly title: string;
  readonly heading: string;
  readonly about?: string;
  readonly chord: string;
  readonly icon: ReactNode;
  /** Ready ones; none where every reason is its own. */
  readonly reasons?: readonly string[];
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onReason: (reason: string) => void;
}

/** Closed, it is a plain button: a new item must not pay for menus that nobody opened. */
export function ReasonMenu(props: ReasonMenuProps) {
  const { title, chord, icon, isOpen, onOpen } = props;
  const button = (
    <BarButton
      title={title}
      chord={chord}
      icon={icon}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={() => onOpen(!isOpen)}
    />
  );
  if (!isOpen) return button;
  return (
    <Popover opened onChange={onOpen} position="bottom-end" trapFocus returnFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown aria-label={props.heading}>
        <Reasons {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Reasons({ heading, about, reasons = [], onOpen, onReason }: ReasonMenuProps) {
  const { t } = useTranslation("work");
  const [own, setOwn] = useState("");
  const first = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => (first.current ?? field.current)?.focus(), []);
  const give = (reason: string) => {
    onOpen(false);
    onReason(reason);
  };
  useKeys("dialog", (event) => {
    const reason = reasons[Number(chordOf(event)) - 1];
    if (reason) give(reason);
    return reason !== undefined;
  });
  return (
    <form
      className={styles.reasons}
      onSubmit={(event) => {
        event.preventDefault();
        if (own.trim()) give(own.trim());
      }}
    >
      <h2 className={styles.reasonsTitle}>{heading}</h2>
      {about && <p className={styles.reasonsAbout}>{about}</p>}
      {reasons.map((reason, index) => (
        <button
          key={reason}
          ref={index === 0 ? first : undefined}
          type="button"
          className={styles.reason}
          onClick={() => give(reason)}
        >
          <KeyCap chord={String(index + 1)} />
          {reason}
        </button>
      ))}
      <textarea
        ref={field}
        className={styles.reasonField}
        rows={2}
        dir="auto"
        aria-label={t("reasonPlaceholder")}
        placeholder={t("reasonPlaceholder")}
        value={own}
        onChange={(event) => setOwn(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <button type="submit" className={styles.secondary} disabled={own.trim() === ""}>
        {t("send")}
      </button>
    </form>
  );
}
