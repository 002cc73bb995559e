/** The timeline under the picture: rows from the answer, drags into operations. */
import type { EditorProps, Shape } from "@goldsmith/editors";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Player, PlayerState } from "../frames/Player";
import type { Stretch } from "../frames/stretch";
import { moveEvent, moveEventEnd, moveKeyframe } from "../tracks/operations";
import styles from "../video.module.css";
import type { Hit } from "./hits";
import { rowsOf } from "./rows";
import { Timeline, type TimelineDrag, type TimelineHandlers } from "./Timeline";

interface TimelinePaneProps
  extends Pick<
    EditorProps,
    "answer" | "selection" | "unconfirmed" | "colorOf" | "titleOf" | "readOnly" | "dispatch" | "onSelect"
  > {
  readonly player: Player;
  readonly state: PlayerState;
  readonly pendingEvent: number | null;
  /** Frames that another part shows too. */
  readonly shared: readonly Stretch[];
  readonly onTimeline: (timeline: Timeline | null) => void;
}

const HEIGHT_KEPT = "goldsmith-timeline-height";
const USUAL_HEIGHT = 172;
const [LOWEST, HIGHEST] = [70, 600];
const KEY_STEP = 22;

export function TimelinePane(props: TimelinePaneProps) {
  const { answer, selection, unconfirmed, colorOf, titleOf, player, state, pendingEvent, shared, onTimeline } = props;
  const { t } = useTranslation("editor.video.v1");
  const target = useRef<HTMLDivElement>(null);
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const [preview, setPreview] = useState<Shape | null>(null);
  const [height, setHeight] = useHeight();
  const { stretch } = player;
  const frameCount = stretch.last + 1;
  const shapes = useMemo(
    () => answer.annotations.map((shape) => (shape.uuid === preview?.uuid ? preview : shape)),
    [answer, preview],
  );
  const rows = useMemo(() => rowsOf(shapes, frameCount), [shapes, frameCount]);

  const handlers = useRef<TimelineHandlers>({ press: () => null });
  handlers.current = { press };

  function press(hit: Hit, event: PointerEvent): TimelineDrag | null {
    switch (hit.on) {
      case "nothing":
        props.onSelect([]);
        return null;
      case "ruler":
        return event.shiftKey ? dragLoop(hit.frame) : dragPlayhead(hit.frame);
      default: {
        const { uuid } = hit.on === "event" ? hit.event : hit.track;
        const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
        props.onSelect(isMore ? toggled(selection, uuid) : [uuid]);
        return hit.on === "track" ? null : dragShape(hit);
      }
    }
  }

  function dragPlayhead(frame: number): TimelineDrag {
    void player.seek(frame);
    return { move: (to) => void player.seek(to), end: () => undefined };
  }

  function dragLoop(from: number): TimelineDrag {
    const move = (to: number) => player.setLoop({ first: Math.min(from, to), last: Math.max(from, to) });
    return { move, end: (to, hasMoved) => hasMoved && move(to) };
  }

  /** A keyframe or an event follows the pointer; without a move, the press goes to its frame. */
  function dragShape(hit: Hit & { readonly on: "keyframe" | "event" }): TimelineDrag {
    const moved = (to: number): Shape => {
      if (hit.on === "keyframe") return moveKeyframe(hit.track, hit.frame, to, stretch);
      if (hit.part === "middle") return moveEvent(hit.event, to - hit.frame, stretch);
      return moveEventEnd(hit.event, hit.part, to, stretch);
    };
    return {
      move: (to) => !props.readOnly && setPreview(moved(to)),
      end: (to, hasMoved) => {
        setPreview(null);
        if (!hasMoved) void player.seek(hit.frame);
        else if (!props.readOnly) props.dispatch({ op: "put", annotation: moved(to) });
      },
    };
  }

  useLayoutEffect(() => {
    if (!target.current) return;
    const made = new Timeline(target.current, { press: (hit, event) => handlers.current.press(hit, event) });
    setTimeline(made);
    onTimeline(made);
    return () => {
      onTimeline(null);
      made.dispose();
    };
  }, [onTimeline]);

  useLayoutEffect(() => {
    timeline?.show({ rows, stretch, shared, selection: new Set(selection), unconfirmed, colorOf, titleOf });
  }, [timeline, rows, stretch, shared, selection, unconfirmed, colorOf, titleOf]);

  useLayoutEffect(
    () => timeline?.mark({ frame: state.frame, loop: state.loop, pending: pendingEvent }),
    [timeline, state.frame, state.loop, pendingEvent],
  );

  const tracks = rows.filter((row) => row.kind === "track").length;
  const events = rows.reduce((sum, row) => sum + (row.kind === "events" ? row.events.length : 0), 0);
  return (
    <>
      <Divider height={height} onHeight={setHeight} label={t("resizeTimeline")} />
      <div
        ref={target}
        className={styles.timeline}
        style={{ blockSize: height }}
        role="img"
        aria-label={t("timeline", { tracks, events, frames: frameCount - stretch.first })}
      />
    </>
  );
}

/** The timeline is as high as the person last made it. */
function useHeight(): [number, (height: number) => void] {
  const [height, setHeight] = useState(() => Number(localStorage.getItem(HEIGHT_KEPT)) || USUAL_HEIGHT);
  useEffect(() => localStorage.setItem(HEIGHT_KEPT, String(height)), [height]);
  return [height, (wanted) => setHeight(Math.max(LOWEST, Math.min(HIGHEST, wanted)))];
}

interface DividerProps {
  readonly height: number;
  readonly label: string;
  readonly onHeight: (height: number) => void;
}

function Divider({ height, label, onHeight }: DividerProps) {
  const start = useRef<{ readonly y: number; readonly height: number } | null>(null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged
    <div
      className={styles.divider}
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={height}
      aria-valuemin={LOWEST}
      aria-valuemax={HIGHEST}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { y: event.clientY, height };
      }}
      onPointerMove={(event) => start.current && onHeight(start.current.height + start.current.y - event.clientY)}
      onLostPointerCapture={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const step = event.key === "ArrowUp" ? KEY_STEP : event.key === "ArrowDown" ? -KEY_STEP : 0;
        if (step !== 0) onHeight(height + step);
      }}
    />
  );
}

function toggled(selection: readonly string[], uuid: string): readonly string[] {
  return selection.includes(uuid) ? selection.filter((one) => one !== uuid) : [...selection, uuid];
}
