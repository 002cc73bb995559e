/** The bar under the recording: playback, where one is, what is seen and heard, and what can be done to the selected. */
import { keepFocus, PartMark, spellChord } from "@goldsmith/editors";
import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconChartHistogram,
  IconFlag3,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerTrackNext,
  IconRepeat,
  IconRewindBackward5,
  IconRewindForward5,
  IconStack2,
  IconVolume,
  IconWand,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
} from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./audio.module.css";
import { type AudioCommands, MUCH } from "./keys";
import type { OpenAudio } from "./sound/openAudio";
import { type Player, type PlayerState, SPEEDS } from "./sound/Player";
import { type Part, sharedWith } from "./sound/part";
import { readTime, showTime } from "./time";

interface TransportProps {
  readonly audio: OpenAudio;
  readonly player: Player;
  readonly state: PlayerState;
  readonly commands: AudioCommands;
  readonly timeField: RefObject<HTMLInputElement | null>;
  readonly canMark: boolean;
  /** Whether a transcript of the whole recording can be written. */
  readonly canWrite: boolean;
  readonly hasSelected: boolean;
  readonly hasSpectrum: boolean;
  readonly isSplit: boolean;
}

const SMALL = 16;

export function Transport(props: TransportProps) {
  const { player, state, commands } = props;
  const { t } = useTranslation("editor.audio.v1");
  return (
    <div className={styles.transport}>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form */}
      <div role="group" aria-label={t("player")} className={styles.buttons}>
        <Button title={t("toStart")} chord="Home" onPress={() => commands.toEnd(-1)}>
          <IconPlayerSkipBack size={SMALL} />
        </Button>
        <Button title={t("back")} chord="Shift+ArrowLeft" onPress={() => commands.step(-MUCH)}>
          <IconRewindBackward5 size={SMALL} />
        </Button>
        <Button title={t(state.isPlaying ? "pause" : "play")} chord="J" isMain onPress={() => commands.togglePlay()}>
          {state.isPlaying ? <IconPlayerPause size={17} /> : <IconPlayerPlay size={17} />}
        </Button>
        <Button title={t("forward")} chord="Shift+ArrowRight" onPress={() => commands.step(MUCH)}>
          <IconRewindForward5 size={SMALL} />
        </Button>
        <Button title={t("playRegion")} chord="Shift+J" onPress={() => commands.playRegion()}>
          <IconPlayerTrackNext size={SMALL} />
        </Button>
        <Button title={t("loop")} chord="Shift+L" isOn={state.loop !== null} onPress={() => commands.loop()}>
          <IconRepeat size={SMALL} />
        </Button>
      </div>
      <TimeField {...props} />
      {props.audio.part && <PartNote audio={props.audio} part={props.audio.part} time={state.time} />}
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
      <span className={styles.spring} />
      <ViewButtons {...props} />
      {props.canMark && <RegionButtons {...props} />}
      {!props.canMark && props.canWrite && (
        <Button title={t("proposeTranscript")} chord="Alt+V" onPress={() => commands.proposeVoice()}>
          <IconWand size={SMALL} />
        </Button>
      )}
    </div>
  );
}

/** Which part this is, and whether the people of another part hear this, too. */
function PartNote({ audio, part, time }: { audio: OpenAudio; part: Part; time: number }) {
  const { t } = useTranslation("editor.audio.v1");
  const { number, count } = part;
  const { start, end } = audio.stretch;
  const other = sharedWith(audio.shared, time);
  const isAround = time < start || time > end;
  return (
    <PartMark
      title={t("partNote", { start: showTime(start), end: showTime(end) })}
      name={t("part", { number, count })}
      isShared={other !== null}
    >
      {isAround ? ` · ${t("onlyHeard")}` : other !== null && ` · ${t("shared", { number: other })}`}
    </PartMark>
  );
}

function ViewButtons({ player, state, commands, hasSpectrum, isSplit }: TransportProps) {
  const { t } = useTranslation("editor.audio.v1");
  const heard = state.channel === null ? t("allChannels") : t("channelNumber", { number: state.channel + 1 });
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
    <div role="group" aria-label={t("view")} className={styles.buttons}>
      <Button title={t("zoomOut")} chord="-" onPress={() => commands.zoom(1 / 1.6)}>
        <IconZoomOut size={SMALL} />
      </Button>
      <Button title={t("zoomIn")} chord="+" onPress={() => commands.zoom(1.6)}>
        <IconZoomIn size={SMALL} />
      </Button>
      <Button title={t("fit")} chord="Shift+Z" onPress={() => commands.fit()}>
        <IconZoomReset size={SMALL} />
      </Button>
      <Button title={t("spectrum")} chord="B" isOn={hasSpectrum} onPress={() => commands.toggleSpectrum()}>
        <IconChartHistogram size={SMALL} />
      </Button>
      {player.channels > 1 && (
        <>
          <Button title={t("splitChannels")} chord="V" isOn={isSplit} onPress={() => commands.toggleSplit()}>
            <IconStack2 size={SMALL} />
          </Button>
          <Button
            title={t("hearing", { what: heard })}
            chord="Shift+V"
            isOn={state.channel !== null}
            onPress={() => commands.turnHearing()}
          >
            <IconVolume size={SMALL} />
            {state.channel !== null && <span className={styles.count}>{state.channel + 1}</span>}
          </Button>
        </>
      )}
    </div>
  );
}

function RegionButtons({ commands, hasSelected }: TransportProps) {
  const { t } = useTranslation("editor.audio.v1");
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
    <div role="group" aria-label={t("regionActions")} className={styles.buttons}>
      <Button title={t("mark")} chord="Y" onPress={() => commands.mark()}>
        <IconFlag3 size={SMALL} />
      </Button>
      <Button title={t("proposeVoice")} chord="Alt+V" onPress={() => commands.proposeVoice()}>
        <IconWand size={SMALL} />
      </Button>
      <Button title={t("split")} chord="N" isOff={!hasSelected} onPress={() => commands.split()}>
        <IconArrowsSplit2 size={SMALL} />
      </Button>
      <Button title={t("merge")} chord="Shift+M" isOff={!hasSelected} onPress={() => commands.merge()}>
        <IconArrowMerge size={SMALL} />
      </Button>
    </div>
  );
}

/** The time of the playhead; one typed here goes there. */
function TimeField({ audio, player, state, timeField }: TransportProps) {
  const { t } = useTranslation("editor.audio.v1");
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => setDraft(null), [state.time]);
  const go = () => {
    const wanted = readTime(draft ?? "");
    if (wanted !== null) player.seek(wanted);
    setDraft(null);
  };
  return (
    <label className={styles.time}>
      <span className="visually-hidden">{t("timeField")}</span>
      <input
        ref={timeField}
        value={draft ?? showTime(state.time)}
        title={`${t("timeField")} · Ctrl J`}
        aria-invalid={draft !== null && draft !== "" && readTime(draft) === null}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === "Enter") go();
          if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <span className={styles.of}>{t("ofDuration", { duration: showTime(audio.duration) })}</span>
    </label>
  );
}

interface ButtonProps {
  readonly title: string;
  readonly chord: string;
  readonly children: ReactNode;
  readonly isMain?: boolean;
  readonly isOff?: boolean;
  /** For what is switched on and off. */
  readonly isOn?: boolean;
  readonly onPress: () => void;
}

function Button({ title, chord, children, isMain, isOff, isOn, onPress }: ButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      data-main={isMain || undefined}
      title={`${title} · ${spellChord(chord)}`}
      aria-label={title}
      aria-pressed={isOn}
      disabled={isOff}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
