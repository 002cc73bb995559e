/** Which picture of a set is on screen: the one asked for, or where something was selected, undone or compared. */
import { chordOf, type EditorProps, isField, type Shape, useKeys } from "@goldsmith/editors";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { openedPicture, openPicture, prefetchPicture } from "../pictures";
import { viewAfter } from "./keys";
import { added, changed, elsewhere, groupedAcross, viewOf } from "./views";

interface ShownView {
  /** On screen. */
  readonly view: number;
  /** On its way to the screen; the same as `view` but for a moment. */
  readonly wanted: number;
  readonly show: (view: number) => void;
}

export function useView(props: EditorProps): ShownView {
  const { answer, assets, overlays, selection, onSelect, dispatch } = props;
  const [wanted, want] = useState(() => firstView(props));
  const view = useOpened(props, wanted);
  const show = useCallback(
    (next: number) => {
      if (next === wanted) return;
      want(next);
      // What is selected in a picture out of sight must not be deleted or moved by accident.
      onSelect([]);
    },
    [wanted, onSelect],
  );

  const last = selection.at(-1);
  useEffect(() => {
    const shape = answer.annotations.find(({ uuid }) => uuid === last);
    if (shape) want(viewOf(shape));
  }, [last]);
  // An undo, or a mark that somebody else made and that is laid on top.
  useFollowing(answer.annotations, changed, wanted, want);
  const compared = useMemo(() => overlays.flatMap((overlay) => overlay.answer.annotations), [overlays]);
  useFollowing(compared, added, wanted, want);

  useKeys("editor", (event) => {
    if (isField(event.target)) return false;
    const chord = chordOf(event);
    const next = viewAfter(chord, wanted, assets.length);
    if (next !== null) show(next);
    if (next !== null || chord !== "Ctrl+G" || props.readOnly) return next !== null;
    const ops = groupedAcross(answer.annotations, selection, crypto.randomUUID());
    if (ops.length > 0) dispatch(ops);
    return ops.length > 0;
  });
  return { view, wanted, show };
}

/** Where the first selected object is, if the item opens with one. */
function firstView({ answer, selection }: EditorProps): number {
  const shape = answer.annotations.find(({ uuid }) => uuid === selection[0]);
  return shape ? viewOf(shape) : 0;
}

/** The wanted view as soon as its picture is open, until then the one before; the neighbours are opened ahead. */
function useOpened({ assets }: EditorProps, wanted: number): number {
  const [opened, setOpened] = useState(wanted);
  const asset = assets[wanted];
  const view = openedPicture(asset) ? wanted : opened;
  useEffect(() => {
    let isCurrent = true;
    const settle = () => isCurrent && setOpened(wanted);
    // A picture that cannot be opened is shown as such, by who shows it.
    if (asset?.url) openPicture(asset).then(settle, settle);
    else settle();
    return () => {
      isCurrent = false;
    };
  }, [asset?.url, wanted]);
  useEffect(() => {
    for (const neighbour of [assets[view - 1], assets[view + 1]]) {
      // It says so itself when somebody goes there.
      if (neighbour?.url) prefetchPicture(neighbour).catch(() => undefined);
    }
  }, [assets, view]);
  return view;
}

/** Go where shapes are that were found to be new, if none of them is in sight. */
function useFollowing(shapes: readonly Shape[], find: typeof added, view: number, show: (view: number) => void): void {
  const before = useRef(shapes);
  useEffect(() => {
    if (before.current === shapes) return;
    const next = elsewhere(find(before.current, shapes), view);
    before.current = shapes;
    if (next !== null) show(next);
  }, [shapes, find, view, show]);
}
