/** The recording on screen: rows from the answer, drags into operations. */
import { CANVAS, type EditorProps, liveLabels } from "@goldsmith/editors";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "../audio.module.css";
import { exact, moveEnd, moveRegion, snapTime, stretchBetween } from "../regions/operations";
import { isRegion, type Region, type Stretch } from "../regions/shapes";
import type { LevelFile } from "../sound/LevelFile";
import type { OpenAudio } from "../sound/openAudio";
import type { Peaks } from "../sound/Peaks";
import type { Player, PlayerState } from "../sound/Player";
import { showTime } from "../time";
import type { Hit } from "./hits";
import { rowsOf } from "./rows";
import { Wave, type WaveDrag, type WaveHandlers } from "./Wave";

interface WavePaneProps extends EditorProps {
  readonly audio: OpenAudio;
  readonly player: Player;
  readonly state: PlayerState;
  readonly peaks: Peaks;
  readonly spectrum: LevelFile | null;
  readonly isSplit: boolean;
  readonly pending: number | null;
  /** Mark a stretch; `label`: of the tier under the pointer, null for whichever is in hand. */
  readonly onMark: (stretch: Stretch, label: string | null) => void;
  readonly onWave: (wave: Wave | null) => void;
  readonly onView: (shown: Stretch) => void;
}

export function WavePane(props: WavePaneProps) {
  const { answer, selection, ontology, unconfirmed, colorOf, titleOf, player, state, peaks, onWave, onView } = props;
  const { spectrum, isSplit, overlays, pending } = props;
  const { t } = useTranslation("editor.audio.v1");
  const target = useRef<HTMLDivElement>(null);
  const [wave, setWave] = useState<Wave | null>(null);
  const [preview, setPreview] = useState<Region | null>(null);
  const { stretch, heard, shared } = props.audio;
  const regions = useMemo(() => answer.annotations.filter(isRegion), [answer]);
  const shown = useMemo(() => withPreview(regions, preview), [regions, preview]);
  const labels = useMemo(() => liveLabels(ontology).map(({ name }) => name), [ontology]);
  const rows = useMemo(() => rowsOf(shown, labels), [shown, labels]);
  const others = useMemo(() => overlays.flatMap((each) => each.answer.annotations.filter(isRegion)), [overlays]);
  const chosen = useMemo(() => new Set(selection), [selection]);
  const selected = useMemo(() => shown.filter(({ uuid }) => chosen.has(uuid)), [shown, chosen]);

  const handlers = useRef<WaveHandlers>({ press: () => null });
  handlers.current = { press };

  function press(hit: Hit, event: PointerEvent): WaveDrag | null {
    switch (hit.on) {
      case "overview":
        return null;
      case "ruler":
        return event.shiftKey ? dragLoop(hit.time) : dragPlayhead(hit.time);
      case "region":
        return pressRegion(hit, event);
      default:
        return dragNew(hit.time, hit.on === "tier" ? hit.label : null);
    }
  }

  function pressRegion(hit: Hit & { readonly on: "region" }, event: PointerEvent): WaveDrag {
    const { uuid } = hit.region;
    const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
    props.onSelect(isMore ? toggled(selection, uuid) : [uuid]);
    return dragRegion(hit);
  }

  function dragPlayhead(time: number): WaveDrag {
    player.seek(time);
    return { move: (to) => player.seek(to), end: () => undefined };
  }

  function dragLoop(from: number): WaveDrag {
    const move = (to: number) => player.setLoop(stretchBetween(from, to, heard));
    return { move, end: (to, _, hasMoved) => hasMoved && move(to) };
  }

  /** Over free ground a drag marks a region, a click goes there. */
  function dragNew(from: number, label: string | null): WaveDrag {
    const marked = (to: number, reach: number) =>
      stretchBetween(snapTime(from, borders(), reach), snapTime(to, borders(), reach), stretch);
    const canMark = !props.readOnly && labels.length > 0;
    return {
      move: (to, reach) => {
        const found = canMark ? marked(to, reach) : null;
        setPreview(found && ghost(found, label ?? props.activeLabel ?? labels[0] ?? ""));
      },
      end: (to, reach, hasMoved) => {
        setPreview(null);
        const found = canMark && hasMoved ? marked(to, reach) : null;
        if (found) props.onMark(found, label);
        else if (!hasMoved) {
          player.seek(from);
          props.onSelect([]);
        }
      },
    };
  }

  function dragRegion(hit: Hit & { readonly on: "region" }): WaveDrag {
    const { region, part, time } = hit;
    const moved = (to: number, reach: number): Region => {
      const near = borders(region.uuid);
      if (part !== "middle") return moveEnd(region, part, exact(snapTime(to, near, reach)), stretch);
      const [start, end] = [region.start + to - time, region.end + to - time];
      const [snapped, snappedEnd] = [snapTime(start, near, reach), snapTime(end, near, reach)];
      const by = snapped !== start ? snapped - region.start : snappedEnd - region.end;
      return moveRegion(region, exact(by), stretch);
    };
    return {
      move: (to, reach) => !props.readOnly && setPreview(moved(to, reach)),
      end: (to, reach, hasMoved) => {
        setPreview(null);
        if (!hasMoved) player.seek(part === "end" ? region.end : part === "start" ? region.start : time);
        else if (!props.readOnly) props.dispatch({ op: "put", annotation: moved(to, reach) });
      },
    };
  }

  /** Where ends snap to: those of other regions, and the playhead. */
  function borders(besides?: string): readonly number[] {
    const near = regions.filter(({ uuid }) => uuid !== besides).flatMap(({ start, end }) => [start, end]);
    return [...near, state.time];
  }

  useLayoutEffect(() => {
    if (!target.current) return;
    const made = new Wave(target.current, { press: (hit, event) => handlers.current.press(hit, event) }, onView);
    setWave(made);
    onWave(made);
    return () => {
      onWave(null);
      made.dispose();
    };
  }, [onWave, onView]);

  useLayoutEffect(() => {
    const channelName = (channel: number) => t("channelNumber", { number: channel + 1 });
    wave?.show({
      rows,
      others,
      stretch: heard,
      labeled: stretch,
      shared,
      selection: chosen,
      selected,
      unconfirmed,
      peaks,
      spectrum,
      isSplit,
      colorOf,
      titleOf,
      channelName,
    });
  }, [
    wave,
    rows,
    others,
    heard,
    stretch,
    shared,
    chosen,
    selected,
    unconfirmed,
    peaks,
    spectrum,
    isSplit,
    colorOf,
    titleOf,
    t,
  ]);

  useLayoutEffect(
    () => wave?.mark({ time: state.time, loop: state.loop, pending }),
    [wave, state.time, state.loop, pending],
  );

  const last = selection.at(-1);
  useEffect(() => wave?.reveal(last), [wave, last]);

  return (
    <div
      ref={target}
      className={styles.wave}
      {...CANVAS}
      role="application"
      aria-label={t("canvas", { regions: regions.length, duration: showTime(stretch.end - stretch.start) })}
    />
  );
}

/** What a drag would make, in place of what it changes. */
function withPreview(regions: readonly Region[], preview: Region | null): readonly Region[] {
  if (!preview) return regions;
  const others = regions.filter(({ uuid }) => uuid !== preview.uuid);
  return [...others, preview];
}

function ghost({ start, end }: Stretch, label: string): Region {
  return { uuid: "", type: "region", label, attributes: {}, start, end };
}

function toggled(selection: readonly string[], uuid: string): readonly string[] {
  return selection.includes(uuid) ? selection.filter((one) => one !== uuid) : [...selection, uuid];
}
