/** One turn of a conversation with models: what was said, in its versions, and the replies beside each other. */
import type { Op } from "@goldsmith/editors";
import { IconArrowBackUp, IconChevronLeft, IconChevronRight, IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";
import type { TalkPanelProps } from "./TalkPanel";
import { goOnFrom, sayAnew, type Turn, turnAndAfter, walkAside } from "./talking";

interface TurnViewProps {
  readonly panel: TalkPanelProps;
  readonly turn: Turn;
  readonly isLast: boolean;
  readonly isAsking: boolean;
}

export function TurnView({ panel, turn, isLast, isAsking }: TurnViewProps) {
  const { props, conversation, walk, onWalk, showMessage, titleOfReply } = panel;
  const { t } = useTranslation("editor.chat.v1");
  const canWrite = !props.readOnly && !isAsking;
  const takeBack = () =>
    props.dispatch(
      turnAndAfter(props.answer, conversation.graph, turn.said[0]?.id ?? turn.user.id).map(
        (uuid): Op => ({ op: "remove", uuid }),
      ),
    );
  return (
    <>
      <div className={styles.path}>
        {turn.said.map((message) => showMessage(message))}
        <div className={styles.turnTools}>
          {turn.versions.length > 1 && <Versions panel={panel} turn={turn} />}
          {canWrite && (
            <button type="button" className={styles.start} onClick={() => onWalk(sayAnew(walk, turn))}>
              <IconPencil size={14} /> {t("editTurn")}
            </button>
          )}
          {canWrite && isLast && (
            <button type="button" className={styles.start} onClick={takeBack}>
              <IconArrowBackUp size={14} /> {t("takeBack")}
            </button>
          )}
        </div>
      </div>
      <div className={styles.responses} data-count={turn.replies.length}>
        {turn.replies.map((reply, number) => (
          <div key={reply.id} data-best={reply.id === turn.best?.id || undefined} className={styles.reply}>
            {showMessage(reply, titleOfReply(turn, number))}
            {turn.replies.length > 1 && canWrite && (
              <button
                type="button"
                className={styles.start}
                aria-pressed={reply.id === turn.best?.id}
                onClick={() => onWalk(goOnFrom(walk, turn, reply.id))}
              >
                {reply.id === turn.best?.id ? t("goesOn") : t("goOn")}
              </button>
            )}
          </div>
        ))}
      </div>
    </>
  );
}

/** Which version of a message is looked at, and the way to those beside it. */
function Versions({ panel: { walk, onWalk }, turn }: { panel: TalkPanelProps; turn: Turn }) {
  const { t } = useTranslation("editor.chat.v1");
  const at = turn.versions.findIndex(({ id }) => id === turn.said[0]?.id) + 1;
  const step = (to: 1 | -1, title: string, icon: React.ReactNode) => {
    const way = walkAside(walk, turn, to);
    return (
      <button
        type="button"
        className={styles.start}
        aria-label={title}
        disabled={!way}
        onClick={() => way && onWalk(way)}
      >
        {icon}
      </button>
    );
  };
  return (
    <fieldset className={styles.versions} aria-label={t("versions")}>
      {step(-1, t("versionBefore"), <IconChevronLeft size={14} />)}
      <span role="status">{t("version", { at, count: turn.versions.length })}</span>
      {step(1, t("versionAfter"), <IconChevronRight size={14} />)}
    </fieldset>
  );
}
