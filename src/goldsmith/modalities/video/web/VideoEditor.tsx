/** Tracks and events over the frames of one video. */
import {
  allowsShape,
  CANVAS,
  chordOf,
  type EditorProps,
  isOnCanvas,
  labelOf,
  liveLabels,
  type Note,
  removalOps,
  useKeys,
  useStatus,
} from "@goldsmith/editors";
import {
  type PointerEvent as ReactPointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useTranslation } from "react-i18next";
import { labelToAsk } from "../../image/web/assist/desk";
import type { ImageShape } from "../../image/web/geometry";
import { ImageCanvas } from "../../image/web/ImageCanvas";
import { type Bench, ImageTools, type ToolName } from "../../image/web/ImageTools";
import { askTools, imageKeys } from "../../image/web/keys";
import { labelAllowing } from "../../image/web/labelAllowing";
import { NO_MASKS } from "../../image/web/mask/noMasks";
import { activeFeatures } from "../../image/web/scene";
import { useSight } from "../../image/web/sight/useSight";
import { findsBorderOf, isBorderTool } from "../../image/web/tools/borders";
import { useShapesOn } from "../../image/web/useShapesOn";
import { attributeViewAt } from "./attributes";
import { makeCommands } from "./commands";
import { useFollowing } from "./follow/useFollowing";
import type { OpenVideo } from "./frames/openVideo";
import { overlapsOf, partOf } from "./frames/stretch";
import { useDifference } from "./frames/useDifference";
import { usePlayer } from "./frames/usePlayer";
import { COMMAND_KEYS } from "./keys";
import { newTrack, posesAt, trackOps } from "./poses";
import { Transport } from "./Transport";
import { showTime } from "./time";
import type { Timeline } from "./timeline/Timeline";
import { TimelinePane } from "./timeline/TimelinePane";
import { nearestSeen } from "./tracks/nearest";
import { isEvent, isTrack, isTrackType, TRACK_TYPES } from "./tracks/shapes";
import { VideoRail } from "./VideoRail";
import styles from "./video.module.css";

export interface VideoEditorProps extends EditorProps {
  readonly video: OpenVideo;
  readonly onFailure: (error: unknown) => void;
}

export function VideoEditor(props: VideoEditorProps) {
  const { video, answer, selection, overlays, unconfirmed, assist, colorOf, onPainted, onStatus, onAttributeView } =
    props;
  const { frames } = video;
  const { t } = useTranslation("editor.video.v1");
  const target = useRef<HTMLDivElement>(null);
  const frameField = useRef<HTMLInputElement>(null);
  const [picture] = useState(() => Object.assign(document.createElement("canvas"), frames.size));
  const [canvas, setCanvas] = useState<ImageCanvas | null>(null);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const [isHidden, setHidden] = useState(false);
  const [hasPicture, setHasPicture] = useState(false);
  const [pendingEvent, setPendingEvent] = useState<number | null>(null);
  const [note, setNote] = useState<Note | null>(null);
  const [magnification, setMagnification] = useState(100);
  const [, refresh] = useReducer((count: number) => count + 1, 0);
  const differsAt = useDifference(video);

  const { content } = props;
  const part = useMemo(() => partOf({ content }), [content]);
  const shared = useMemo(() => overlapsOf(part), [part]);
  const player = usePlayer(props, part, picture, () => setHasPicture(true));
  const state = useSyncExternalStore(player.subscribe, () => player.state);
  const { frame, isPlaying } = state;

  const tracks = useMemo(() => answer.annotations.filter(isTrack), [answer]);
  const byUuid = useMemo(() => new Map(tracks.map((track) => [track.uuid, track])), [tracks]);
  const poses = useMemo(() => posesAt(tracks, frame), [tracks, frame]);
  const poseOf = useMemo(() => new Map(poses.map((pose) => [pose.uuid, pose])), [poses]);
  const selected = useMemo(
    () => selection.map((uuid) => poseOf.get(uuid)).filter((pose) => pose !== undefined),
    [selection, poseOf],
  );
  const types = useMemo(() => TRACK_TYPES.filter((type) => labelAllowing(props, type) !== null), [props.ontology]);

  const { ontology } = props;
  const skeletonOf = useCallback((label: string) => labelOf(ontology, label)?.skeleton ?? null, [ontology]);
  const readOnly = props.readOnly || isPlaying;
  const bench = useRef<Bench>(null as unknown as Bench);
  const [tools] = useState(() => new ImageTools(() => bench.current));
  const borders = useSight({ props, ground: picture, canvas, words: "editor.video.v1", moment: frame });
  bench.current = {
    size: frames.size,
    readOnly,
    shapes: poses,
    selected,
    canHave: ({ label, type }) => liveLabels(ontology).some((one) => one.name === label && allowsShape(one, type)),
    skeletonOf,
    assist: null,
    activeLabel: props.activeLabel,
    ...(readOnly ? { scissors: null, cutout: null } : borders),
    masks: NO_MASKS,
    shapesWithin: (bounds) => (isHidden ? [] : (canvas?.shapesWithin(bounds) ?? [])),
    removal: (uuids) => removalOps(answer, uuids),
    say: (text, values) => say({ text, ...(values && { values }) }),
    rest: () => pickTool("select"),
    labelFor: (type) => labelAllowing(props, type),
    shapesAt: (at, reach) => (isHidden ? [] : (canvas?.shapesAt(at, reach) ?? [])),
    resolution: () => canvas?.resolution ?? 1,
    viewCenter: () => canvas?.center ?? { x: 0, y: 0 },
    reveal: (at) => canvas?.reveal(at),
    act: (ops) => props.dispatch(trackOps(ops, byUuid, frame)),
    drawn(shape: ImageShape) {
      props.dispatch({ op: "put", annotation: newTrack(shape, frame) });
      if (props.activeLabel !== shape.label) props.onActiveLabel(shape.label);
      props.onSelect([shape.uuid]);
    },
    select: props.onSelect,
    redraw,
  };

  function redraw(): void {
    canvas?.showActive(
      activeFeatures({
        tools,
        size: frames.size,
        resolution: canvas.resolution,
        skeletonOf,
        selected: isHidden ? [] : selected,
        links: answer.links,
        byUuid: poseOf,
        readOnly,
        drawingColor: colorOf(labelInHand() ?? ""),
        colorOf,
        titleOf: props.titleOf,
      }),
    );
  }

  function labelInHand(): string | null {
    if (tools.tool === "scissors") return labelAllowing(props, "polygon") ?? labelAllowing(props, "line");
    if (isBorderTool(tools.tool)) return labelToAsk(props)?.name ?? null;
    return isTrackType(tools.tool) ? labelAllowing(props, tools.tool) : null;
  }

  const selectedTracks = tracks.filter(({ uuid }) => selection.includes(uuid));
  const selectedEvents = answer.annotations.filter(isEvent).filter(({ uuid }) => selection.includes(uuid));
  const eventLabel = labelAllowing(props, "event");
  const following = useFollowing({ player, picture, byUuid, assist, propose: props.propose, say });
  const commands = makeCommands({
    player,
    canvas,
    timeline,
    readOnly: props.readOnly,
    answer,
    selection,
    tracks,
    selectedTracks,
    selectedEvents,
    eventLabel,
    pendingEvent,
    setPendingEvent,
    dispatch: props.dispatch,
    select: props.onSelect,
    say,
    focusFrame: () => frameField.current?.focus(),
    follow: following.follow,
    askToFollow: following.ask,
  });

  /** Until the next key, or a press beside the picture: frames go by themselves. */
  function say(said: Note): void {
    setNote(said);
  }

  function dropNoteOnPress(event: ReactPointerEvent): void {
    if (!target.current?.contains(event.target as Node)) setNote(null);
  }

  function pickTool(tool: ToolName): void {
    if (tool !== "select") player.pause();
    tools.pick(tool);
    refresh();
  }

  useLayoutEffect(() => {
    if (!target.current) return;
    const made = new ImageCanvas(target.current, picture, frames.size, tools);
    setCanvas(made);
    return () => made.dispose();
  }, [picture, frames, tools]);

  const others = useMemo(
    () =>
      overlays.flatMap(({ key, answer: other }) =>
        posesAt(other.annotations.filter(isTrack), frame).map((pose) => ({ ...pose, uuid: `${key} ${pose.uuid}` })),
      ),
    [overlays, frame],
  );
  useShapesOn(canvas, { shapes: poses, others, selection, unconfirmed, isHidden, colorOf, skeletonOf });

  useLayoutEffect(() => redraw());
  // The picture changed under the canvas: it and the shapes go on screen together.
  useLayoutEffect(() => canvas?.paint(), [canvas, frame, hasPicture]);

  useEffect(() => {
    if (!canvas) return;
    const tell = () => setMagnification(Math.round(100 / canvas.resolution));
    tell();
    return canvas.onView(tell);
  }, [canvas]);

  const time = showTime(player.index.timeOf(frame));
  useStatus(onStatus, t, note, t("status", { frame, last: player.stretch.last, time, percent: magnification }));

  useEffect(() => {
    if (!isPlaying) onAttributeView(attributeViewAt(frame));
  }, [frame, isPlaying, onAttributeView]);

  useLayoutEffect(() => {
    if (canvas && hasPicture) onPainted();
  }, [canvas, hasPicture, onPainted]);

  const [selectedUuid] = selection;
  useEffect(() => {
    const shape = answer.annotations.find(({ uuid }) => uuid === selectedUuid);
    const seen = shape ? nearestSeen(shape, frame, player.stretch.last + 1) : null;
    if (seen !== null && seen !== frame) void player.seek(seen);
    else if (selected[0] && canvas) canvas.revealShape(selected[0]);
    timeline?.reveal(selectedUuid);
  }, [canvas, timeline, selectedUuid]);

  useEffect(() =>
    props.takeLabelPress((name) => {
      const label = ontology.labels?.find((one) => one.name === name);
      const fits = (type: ToolName) => type !== "select" && label !== undefined && allowsShape(label, type);
      // With a drawing tool in hand a label is for the next shape, not for the last.
      const relabels =
        tools.tool === "select" && selection.some((uuid) => fits((byUuid.get(uuid)?.type ?? "select") as ToolName));
      if (relabels || selectedEvents.length > 0) return "untaken";
      props.onSelect([]);
      if (label && findsBorderOf(tools.tool, label)) return "armed";
      if (!fits(tools.tool)) pickTool(types.find(fits) ?? "select");
      return "armed";
    }),
  );

  useKeys("editor", (event) => {
    if (!canvas || !isOnCanvas(event.target)) return false;
    const chord = chordOf(event);
    setNote(null);
    if (chord === "Escape" && (pendingEvent !== null || following.isGoing())) {
      following.stop();
      setPendingEvent(null);
      return true;
    }
    const hasSelection = selection.length > 0;
    const used =
      (tools.tool !== "select" && tools.press(chord)) ||
      (COMMAND_KEYS[chord]?.(commands) ??
        imageKeys(chord, {
          canvas,
          tools,
          bench: bench.current,
          types,
          hasSelection,
          pickTool,
          toggleHidden,
          toggleHeat: null,
        }));
    if (used) refresh();
    return used;
  });

  function toggleHidden(): void {
    setHidden(!isHidden);
  }

  return (
    <div className={styles.frameBox}>
      <VideoRail
        types={props.readOnly ? [] : types}
        finding={askTools(bench.current)}
        active={tools.tool}
        isHidden={isHidden}
        onPick={pickTool}
        onHide={toggleHidden}
        canvas={canvas}
      />
      <div className={styles.column} onPointerDownCapture={dropNoteOnPress}>
        <div ref={target} className={styles.canvas} {...CANVAS} role="application" aria-label={t("canvas")}>
          {differsAt !== null && (
            <p className={styles.warning} role="alert">
              {t("differs", { frame: differsAt })}
            </p>
          )}
        </div>
        <Transport
          player={player}
          state={state}
          commands={commands}
          frameField={frameField}
          canEdit={!props.readOnly}
          hasEvents={eventLabel !== null}
          selectedTracks={selectedTracks.length}
          part={part}
          canAsk={assist !== null}
        />
        <TimelinePane
          {...props}
          player={player}
          state={state}
          pendingEvent={pendingEvent}
          shared={shared}
          onTimeline={setTimeline}
        />
      </div>
    </div>
  );
}
