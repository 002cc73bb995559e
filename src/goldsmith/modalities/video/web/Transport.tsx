/** The bar between picture and timeline: playback, where one is, and what can be done to the selected at this frame. */
import { keepFocus, PartMark, spellChord } from "@goldsmith/editors";
import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconChevronLeft,
  IconChevronRight,
  IconChevronsLeft,
  IconChevronsRight,
  IconDiamond,
  IconDiamondOff,
  IconEqual,
  IconFlag3,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconRepeat,
  IconTrack,
  IconWand,
} from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Player, type PlayerState, SPEEDS } from "./frames/Player";
import { type Part, sharedWith } from "./frames/stretch";
import type { VideoCommands } from "./keys";
import { readDestination, showTime } from "./time";
import styles from "./video.module.css";

interface TransportProps {
  readonly player: Player;
  readonly state: PlayerState;
  readonly commands: VideoCommands;
  readonly frameField: RefObject<HTMLInputElement | null>;
  readonly canEdit: boolean;
  readonly hasEvents: boolean;
  readonly selectedTracks: number;
  readonly part: Part | null;
  readonly canAsk: boolean;
}

export function Transport(props: TransportProps) {
  const { player, state, commands, canEdit, selectedTracks } = props;
  const { t } = useTranslation("editor.video.v1");
  const isForward = state.isPlaying && state.direction > 0;
  return (
    <div className={styles.transport}>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form */}
      <div role="group" aria-label={t("player")} className={styles.buttons}>
        <Button
          title={t("first")}
          chord="Home"
          onPress={() => commands.toEnd(-1)}
          icon={<IconPlayerSkipBack size={16} />}
        />
        <Button
          title={t("leapBack")}
          chord="S"
          onPress={() => commands.step(-10)}
          icon={<IconChevronsLeft size={17} />}
        />
        <Button title={t("back")} chord="D" onPress={() => commands.step(-1)} icon={<IconChevronLeft size={17} />} />
        <Button
          title={t(isForward ? "pause" : "play")}
          chord="J"
          isMain
          onPress={() => commands.togglePlay(1)}
          icon={isForward ? <IconPlayerPause size={17} /> : <IconPlayerPlay size={17} />}
        />
        <Button title={t("forward")} chord="F" onPress={() => commands.step(1)} icon={<IconChevronRight size={17} />} />
        <Button
          title={t("leapForward")}
          chord="G"
          onPress={() => commands.step(10)}
          icon={<IconChevronsRight size={17} />}
        />
        <Button
          title={t("last")}
          chord="End"
          onPress={() => commands.toEnd(1)}
          icon={<IconPlayerSkipForward size={16} />}
        />
      </div>
      <FrameField {...props} />
      {props.part && <PartNote part={props.part} frame={state.frame} />}
      <span className={styles.time}>{showTime(player.index.timeOf(state.frame))}</span>
      <label className={styles.speed}>
        <span className="visually-hidden">{t("speed")}</span>
        <select
          value={state.speed}
          title={`${t("speed")} · PageUp PageDown`}
          onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>{`${speed}×`}</option>
          ))}
        </select>
      </label>
      {state.loop && (
        <button
          type="button"
          className={styles.loop}
          title={`${t("clearLoop")} · ⇧L`}
          onMouseDown={keepFocus}
          onClick={() => player.setLoop(null)}
        >
          <IconRepeat size={14} />
          {t("loop", { first: state.loop.first, last: state.loop.last })}
        </button>
      )}
      <span className={styles.spring} />
      {canEdit && (
        // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
        <div role="group" aria-label={t("trackActions")} className={styles.buttons}>
          {props.hasEvents && (
            <Button title={t("event")} chord="Y" onPress={() => commands.event()} icon={<IconFlag3 size={16} />} />
          )}
          <TrackActions commands={commands} count={selectedTracks} canAsk={props.canAsk} />
        </div>
      )}
    </div>
  );
}

/** Which part this is, and whether the people of another part see this frame too. */
function PartNote({ part, frame }: { readonly part: Part; readonly frame: number }) {
  const { t } = useTranslation("editor.video.v1");
  const { number, count, first, last } = part;
  const other = sharedWith(part, frame);
  return (
    <PartMark title={t("partNote", { first, last })} name={t("part", { number, count })} isShared={other !== null}>
      {other !== null && ` · ${t("shared", { number: other })}`}
    </PartMark>
  );
}

interface TrackActionsProps {
  readonly commands: VideoCommands;
  readonly count: number;
  readonly canAsk: boolean;
}

function TrackActions({ commands, count, canAsk }: TrackActionsProps) {
  const { t } = useTranslation("editor.video.v1");
  const isOff = count === 0;
  return (
    <>
      <Button
        title={t("keyframe")}
        chord="M"
        isOff={isOff}
        onPress={() => commands.toggleKeyframe()}
        icon={<IconDiamond size={16} />}
      />
      <Button
        title={t("outside")}
        chord="U"
        isOff={isOff}
        onPress={() => commands.toggleOutside()}
        icon={<IconDiamondOff size={16} />}
      />
      <Button
        title={t("hold")}
        chord="⇧C"
        isOff={isOff}
        onPress={() => commands.hold()}
        icon={<IconEqual size={16} />}
      />
      <Button
        title={t("split")}
        chord="N"
        isOff={isOff}
        onPress={() => commands.split()}
        icon={<IconArrowsSplit2 size={16} />}
      />
      <Button
        title={t("merge")}
        chord="⇧M"
        isOff={count !== 2}
        onPress={() => commands.merge()}
        icon={<IconArrowMerge size={16} />}
      />
      <Button
        title={t("followForward")}
        chord="⇧G"
        isOff={isOff}
        onPress={() => commands.follow(1)}
        icon={<IconTrack size={16} />}
      />
      {canAsk && (
        <Button
          title={t("askToFollow")}
          chord={spellChord("Alt+Shift+G")}
          isOff={isOff}
          onPress={() => commands.askToFollow()}
          icon={<IconWand size={16} />}
        />
      )}
    </>
  );
}

/** The frame on screen; a number or a time typed here goes there. */
function FrameField({ player, state, frameField }: TransportProps) {
  const { t } = useTranslation("editor.video.v1");
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => setDraft(null), [state.frame]);
  const go = () => {
    const wanted = readDestination(draft ?? "");
    if (wanted) void player.seek("frame" in wanted ? wanted.frame : player.index.frameAt(wanted.seconds));
    setDraft(null);
  };
  return (
    <label className={styles.frame}>
      <span className="visually-hidden">{t("frameField")}</span>
      <input
        ref={frameField}
        value={draft ?? String(state.frame)}
        title={`${t("frameField")} · Ctrl J`}
        aria-invalid={draft !== null && draft !== "" && readDestination(draft) === null}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === "Enter") go();
          if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <span className={styles.of}>{t("ofFrames", { last: player.stretch.last })}</span>
    </label>
  );
}

interface ButtonProps {
  readonly title: string;
  readonly chord: string;
  readonly icon: ReactNode;
  readonly isMain?: boolean;
  readonly isOff?: boolean;
  readonly onPress: () => void;
}

function Button({ title, chord, icon, isMain, isOff, onPress }: ButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      data-main={isMain || undefined}
      title={`${title} · ${chord}`}
      aria-label={title}
      disabled={isOff}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {icon}
    </button>
  );
}
