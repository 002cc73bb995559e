/** The state behind one item on screen: the answer, undo and redo, selection, and the log of operations. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { applyOps, completeAnswer, EMPTY_ANSWER, invertOps } from "./answer";
import { ON_THE_OBJECT } from "./attributes";
import type { Answer, AttributeView, Op, Shape } from "./contract";

interface Step {
  readonly forward: readonly Op[];
  readonly backward: readonly Op[];
  /** Kept where operations alone would put things back in another order than they were in. */
  readonly before: Answer | null;
}

export interface AnswerState {
  readonly answer: Answer;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  readonly selection: readonly string[];
  readonly activeLabel: string | null;
  /** The object a relation is being drawn from, and the relation's name. */
  readonly linking: { readonly from: string; readonly type: string } | null;
  /** A member of the chain that the next mention joins. */
  readonly activeChain: string | null;
  /** Pre-labels nobody touched yet. */
  readonly unconfirmed: ReadonlySet<string>;
  readonly isTouched: boolean;
  /** How the attributes of objects are read and written where the person looks. */
  readonly attributeView: AttributeView;
}

export interface AnswerStore extends StoreApi<AnswerState> {
  dispatch(ops: Op | readonly Op[]): void;
  /** Put a guess: it stays unconfirmed until it is changed or confirmed. */
  propose(annotation: Shape): void;
  undo(): void;
  redo(): void;
  select(uuids: readonly string[]): void;
  setActiveLabel(name: string | null): void;
  setLinking(linking: AnswerState["linking"]): void;
  setActiveChain(member: string | null): void;
  setAttributeView(view: AttributeView): void;
  confirm(uuids: Iterable<string>): void;
  /** The panel presses a label; the editor on screen decides what that does. */
  pressLabel(name: string): void;
  onLabelPress(handler: (name: string) => void): () => void;
  /** Hear every operation in the order it was applied, undo and redo included. */
  onOps(listener: (ops: readonly Op[]) => void): () => void;
}

const MAX_STEPS = 1000;

export interface AnswerStart {
  readonly answer?: Partial<Answer> | null;
  readonly hypothesis?: Partial<Answer> | null;
  readonly activeLabel?: string | null;
  /** Somebody has worked on it before. */
  readonly isTouched?: boolean;
}

export function createAnswerStore(start: AnswerStart = {}): AnswerStore {
  const answer = start.answer ? completeAnswer(start.answer) : EMPTY_ANSWER;
  const guesses = unchangedGuesses(answer, start.hypothesis, start.answer === start.hypothesis);
  const listeners = new Set<(ops: readonly Op[]) => void>();
  const labelListeners = new Set<(name: string) => void>();
  const store = createStore<AnswerState>(() => ({
    answer,
    past: [],
    future: [],
    selection: [],
    activeLabel: start.activeLabel ?? null,
    linking: null,
    activeChain: null,
    unconfirmed: new Set(Array.from(guesses, ({ uuid }) => uuid)),
    isTouched: start.isTouched ?? false,
    attributeView: ON_THE_OBJECT,
  }));

  function advance(ops: readonly Op[], rest: Partial<AnswerState>, known: Answer | null = null): void {
    const next = known ?? applyOps(store.getState().answer, ops);
    store.setState({
      ...rest,
      ...reconcileSelection(store.getState(), next),
      answer: next,
      unconfirmed: stillUnconfirmed(next, guesses, store.getState().unconfirmed),
      isTouched: true,
    });
    for (const listener of listeners) listener(ops);
  }

  function dispatch(given: Op | readonly Op[]): void {
    const forward = "op" in given ? [given] : given;
    if (forward.length === 0) return;
    const { answer: before, past } = store.getState();
    const losesOrder = forward.some(({ op }) => op !== "put" && op !== "link");
    const step = { forward, backward: invertOps(before, forward), before: losesOrder ? before : null };
    advance(forward, { past: [...past.slice(1 - MAX_STEPS), step], future: [] });
  }

  return Object.assign(store, {
    dispatch,
    propose(annotation: Shape) {
      guesses.add(annotation);
      dispatch({ op: "put", annotation });
    },
    undo() {
      const { past, future } = store.getState();
      const step = past.at(-1);
      if (step) advance(step.backward, { past: past.slice(0, -1), future: [...future, step] }, step.before);
    },
    redo() {
      const { past, future } = store.getState();
      const step = future.at(-1);
      if (step) advance(step.forward, { past: [...past, step], future: future.slice(0, -1) });
    },
    select(selection: readonly string[]) {
      store.setState({ selection });
    },
    setActiveLabel(activeLabel: string | null) {
      store.setState({ activeLabel });
    },
    setLinking(linking: AnswerState["linking"]) {
      store.setState({ linking });
    },
    setActiveChain(activeChain: string | null) {
      store.setState({ activeChain });
    },
    setAttributeView(attributeView: AttributeView) {
      store.setState({ attributeView });
    },
    confirm(uuids: Iterable<string>) {
      const wanted = new Set(uuids);
      const { answer: current, unconfirmed } = store.getState();
      const ops = current.annotations
        .filter((shape) => wanted.has(shape.uuid) && unconfirmed.has(shape.uuid))
        .map((shape): Op => ({ op: "put", annotation: { ...shape } }));
      dispatch(ops);
    },
    pressLabel(name: string) {
      for (const listener of labelListeners) listener(name);
    },
    onLabelPress(handler: (name: string) => void) {
      labelListeners.add(handler);
      return () => labelListeners.delete(handler);
    },
    onOps(listener: (ops: readonly Op[]) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}

/** Shapes of the starting answer that are still exactly what the model proposed. */
function unchangedGuesses(answer: Answer, hypothesis: Partial<Answer> | null | undefined, isSame: boolean): Set<Shape> {
  if (isSame) return new Set(answer.annotations);
  const proposed = new Map(completeAnswer(hypothesis).annotations.map((shape) => [shape.uuid, JSON.stringify(shape)]));
  return new Set(answer.annotations.filter((shape) => proposed.get(shape.uuid) === JSON.stringify(shape)));
}

/** Identity is enough: an undo puts the very same object back, so the guess is a guess again. */
function stillUnconfirmed(
  answer: Answer,
  guesses: ReadonlySet<Shape>,
  before: ReadonlySet<string>,
): ReadonlySet<string> {
  if (guesses.size === 0) return before;
  return new Set(answer.annotations.filter((shape) => guesses.has(shape)).map((shape) => shape.uuid));
}

function reconcileSelection(state: AnswerState, next: Answer): Partial<AnswerState> {
  if (state.selection.length === 0 && !state.linking && !state.activeChain) return {};
  const present = new Set(next.annotations.map((shape) => shape.uuid));
  const selection = state.selection.filter((uuid) => present.has(uuid));
  const linking = state.linking && present.has(state.linking.from) ? state.linking : null;
  return {
    selection: selection.length === state.selection.length ? state.selection : selection,
    linking,
    activeChain: state.activeChain !== null && present.has(state.activeChain) ? state.activeChain : null,
  };
}
