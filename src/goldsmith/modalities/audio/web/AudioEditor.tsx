/** Regions on tiers over one recording, and what is said in it. */
import {
  allowsShape,
  chordOf,
  type EditorProps,
  isOnCanvas,
  type Label,
  liveLabels,
  type Note,
  useDrawn,
  useKeys,
  useStatus,
} from "@goldsmith/editors";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import styles from "./audio.module.css";
import { makeCommands } from "./commands";
import { COMMAND_KEYS, FIELD_KEYS } from "./keys";
import { isRegion, type Region, type Stretch } from "./regions/shapes";
import { LevelFile } from "./sound/LevelFile";
import type { OpenAudio } from "./sound/openAudio";
import { Peaks } from "./sound/Peaks";
import { Player } from "./sound/Player";
import {
  fetchSaid,
  type Proposal,
  proposalsOf,
  proposalsWithin,
  type Said,
  unheardIn,
  wordsWithin,
} from "./sound/speech";
import { TranscriptField, writtenIn } from "./TranscriptField";
import { Transport } from "./Transport";
import { showTime } from "./time";
import type { Wave } from "./wave/Wave";
import { WavePane } from "./wave/WavePane";

interface AudioEditorProps extends EditorProps {
  readonly audio: OpenAudio;
}

const SPECTRUM_KEPT = "goldsmith-spectrogram";
/** Seconds that are short enough to be told to the millisecond. */
const CLOSE = 60;

export function AudioEditor(props: AudioEditorProps) {
  const { audio, answer, selection, onStatus, onPainted } = props;
  const { t } = useTranslation("editor.audio.v1");
  const [wave, setWave] = useState<Wave | null>(null);
  const [shown, setShown] = useState<Stretch>(audio.heard);
  const [pending, setPending] = useState<number | null>(null);
  const [note, setNote] = useState<Note | null>(null);
  const [isSplit, setSplit] = useState(false);
  const [hasSpectrum, setHasSpectrum] = useSpectrumChoice();
  const timeField = useRef<HTMLInputElement>(null);
  const textField = useRef<HTMLTextAreaElement>(null);
  const column = useRef<HTMLDivElement>(null);

  const { player, failure: playFailure } = usePlayer(audio);
  const { peaks, spectrum, isReady, failure: drawFailure } = useSound(audio, wave);
  const said = useSaid(audio);
  const state = useSyncExternalStore(player.subscribe, () => player.state);
  const written = writtenIn(props);
  const marking = liveLabels(props.ontology);

  const drawn = useDrawn(selection, props.onSelect);
  useEffect(() => props.takeLabelPress(drawn.press));

  function mark(stretch: Stretch, wanted: string | null = null): boolean {
    const label = labelToMark(marking, wanted ?? props.activeLabel);
    if (!label) setNote({ text: "noLabel" });
    else {
      const region = newRegion(label, stretch);
      props.dispatch({ op: "put", annotation: region });
      if (wanted && props.activeLabel !== wanted) props.onActiveLabel(wanted);
      if (wanted ?? props.activeLabel) drawn.note(region.uuid);
      props.onSelect([region.uuid]);
    }
    return true;
  }

  const commands = makeCommands({
    props,
    player,
    stretch: audio.stretch,
    wave,
    shown: () => shown,
    pending,
    setPending,
    say: setNote,
    mark,
    heard: {
      isComing: said === "coming",
      proposals: proposalsWithin(proposalsOf(audio.voice, Array.isArray(said) ? said : []), audio.stretch),
      unheard: said === "failed" ? "failed" : unheardIn(audio.speech, audio.stretch),
      unheardFrom: audio.speech.unheardFrom,
    },
    canPropose: marking.length > 0,
    propose(proposal) {
      const label = labelToMark(marking, props.activeLabel);
      if (label) props.propose(newRegion(label, proposal));
      return label !== undefined && allowsShape(label, "utterance");
    },
    written,
    focusTime: () => timeField.current?.focus(),
    focusField() {
      const field = textField.current;
      field?.focus();
      field?.setSelectionRange(field.value.length, field.value.length);
      return field !== null;
    },
    focusCanvas: () => column.current?.querySelector<HTMLElement>("[data-editor-canvas]")?.focus(),
    caret: () => (document.activeElement === textField.current ? (textField.current?.selectionStart ?? null) : null),
    toggleSpectrum: () => setHasSpectrum(!hasSpectrum),
    toggleSplit: () => setSplit(!isSplit),
  });

  // Who asked while the words were on their way need not ask again, unless something else was done since.
  useEffect(() => {
    if (said !== "coming" && note?.text === "wordsComing") commands.proposeVoice();
  }, [said]);

  useKeys("editor", (event) => {
    if (!isOnCanvas(event.target)) return false;
    setNote(null);
    const chord = chordOf(event);
    if (chord === "Escape" && pending !== null) {
      setPending(null);
      return true;
    }
    return COMMAND_KEYS[chord]?.(commands) ?? false;
  });
  const isWriting = useRef(false);
  useKeys(
    "editor",
    (event) => {
      if (event.target !== textField.current) return false;
      const command = FIELD_KEYS[chordOf(event)];
      isWriting.current = command !== undefined && command !== FIELD_KEYS.Escape;
      return command?.(commands) ?? false;
    },
    { inFields: true },
  );

  const [selectedUuid] = selection;
  // Another region has a field of its own: whoever came there by a key goes on writing.
  useEffect(() => {
    if (isWriting.current) commands.write();
    isWriting.current = false;
  }, [selectedUuid]);
  useEffect(() => {
    const region = answer.annotations.filter(isRegion).find(({ uuid }) => uuid === selectedUuid);
    const { time, isPlaying } = player.state;
    if (region && !isPlaying && (time < region.start || time > region.end)) player.seek(region.start);
  }, [player, selectedUuid]);

  const length = shown.end - shown.start;
  const place = t("status", {
    time: showTime(state.time),
    shown: length < CLOSE ? `${length.toPrecision(3)} s` : showTime(length),
  });
  useStatus(onStatus, t, note, place);

  useEffect(() => {
    if (isReady) onPainted();
  }, [isReady, onPainted]);

  const failure = drawFailure ?? playFailure;
  const onMark = (stretch: Stretch, label: string | null) => void mark(stretch, label);
  const onView = useCallback((stretch: Stretch) => setShown(stretch), []);
  return (
    <div ref={column} className={styles.column}>
      {failure && (
        <p className={styles.warning} role="alert">
          {t(failure)}
        </p>
      )}
      <WavePane
        {...props}
        audio={audio}
        player={player}
        state={state}
        peaks={peaks}
        spectrum={hasSpectrum ? spectrum : null}
        isSplit={isSplit}
        pending={pending}
        onMark={onMark}
        onWave={setWave}
        onView={onView}
      />
      <Transport
        audio={audio}
        player={player}
        state={state}
        commands={commands}
        timeField={timeField}
        canMark={!props.readOnly && marking.length > 0}
        canWrite={!props.readOnly && written?.of === "recording"}
        hasSelected={selection.length > 0}
        hasSpectrum={hasSpectrum}
        isSplit={isSplit}
      />
      {written && <TranscriptField props={props} written={written} field={textField} isLarge={marking.length === 0} />}
    </div>
  );
}

/** Fetches what is seen; `isReady` once the whole recording can be drawn, if only coarsely. */
function useSound(audio: OpenAudio, wave: Wave | null) {
  const [isReady, setReady] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const drawn = useRef<Wave | null>(null);
  drawn.current = wave;
  const [{ peaks, spectrum }] = useState(() => {
    const heard = { onPage: () => drawn.current?.repaint(), onFailure: () => setFailure("failed") };
    const file = new LevelFile(audio.peaks.url, audio.peaks.levels, 2 * audio.channels, heard);
    const { url, levels, bands } = audio.spectrum ?? { url: "", levels: [], bands: 0 };
    return {
      peaks: new Peaks(file, audio.channels),
      spectrum: audio.spectrum ? new LevelFile(url, levels, bands, heard) : null,
    };
  });
  useEffect(() => {
    let isCurrent = true;
    void peaks.file.load(peaks.file.coarsest).then(() => isCurrent && setReady(true));
    return () => {
      isCurrent = false;
    };
  }, [peaks]);
  return { peaks, spectrum, isReady, failure };
}

/** What a machine understood; empty where there is nothing to fetch. */
function useSaid({ speech }: OpenAudio): readonly Said[] | "coming" | "failed" {
  const [said, setSaid] = useState<readonly Said[] | "coming" | "failed">(speech.url ? "coming" : []);
  useEffect(() => {
    let isCurrent = true;
    if (speech.url)
      fetchSaid(speech.url).then(
        (utterances) => isCurrent && setSaid(utterances),
        () => isCurrent && setSaid("failed"),
      );
    return () => {
      isCurrent = false;
    };
  }, [speech.url]);
  return said;
}

function usePlayer(audio: OpenAudio) {
  const [failure, setFailure] = useState<string | null>(null);
  const [player] = useState(() => new Player(audio.url, audio.channels, audio, () => setFailure("cannotPlay")));
  useEffect(() => {
    player.open();
    return () => player.close();
  }, [player]);
  return { player, failure };
}

/** Whether the spectrogram is shown is kept for the next recording. */
function useSpectrumChoice(): [boolean, (isShown: boolean) => void] {
  const [isShown, setShown] = useState(() => localStorage.getItem(SPECTRUM_KEPT) !== "hidden");
  useEffect(() => localStorage.setItem(SPECTRUM_KEPT, isShown ? "shown" : "hidden"), [isShown]);
  return [isShown, setShown];
}

/** The label that is meant, else the first. */
function labelToMark(labels: readonly Label[], wanted: string | null): Label | undefined {
  return labels.find(({ name }) => name === wanted) ?? labels[0];
}

/** A region of a label; with the words that were heard in it, where the label's regions hold any. */
function newRegion(label: Label, { start, end, transcript = "", words = [] }: Proposal): Region {
  const isSpoken = allowsShape(label, "utterance");
  const timed = words.length > 0 ? { words: wordsWithin(words, { start, end }) } : {};
  return {
    uuid: crypto.randomUUID(),
    type: isSpoken ? "utterance" : "region",
    label: label.name,
    attributes: {},
    start,
    end,
    ...(isSpoken ? { transcript, ...timed } : {}),
  };
}
