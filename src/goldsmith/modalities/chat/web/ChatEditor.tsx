/** A conversation to judge and to write into: what was said above, what is compared beside each other, the question below. */
import { CANVAS, chordOf, type EditorProps, useKeys } from "@goldsmith/editors";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { AskBar } from "./AskBar";
import { type Ask, foundFor, givenTo, inShownOrder, letterOf, optionsOf, type Ranking, seenOrder } from "./asks";
import styles from "./chat.module.css";
import { type ChatContent, type Graph, givenGraph, type Message, writtenIn } from "./graph";
import { Rows, Steps } from "./Judgements";
import { MessageView } from "./MessageView";
import { Passages } from "./Passages";
import { RichText } from "./RichText";
import { isCriterion, Rubric } from "./Rubric";
import { isPassage, makePassage, type Selected, selectedPassage, selectPassage, sentencesOf } from "./spans";
import { TalkPanel } from "./TalkPanel";
import { isPrompt, talkLabel } from "./talking";
import { type Asks, useAsks } from "./useAsks";
import { useConversation } from "./useConversation";
import { Writing } from "./Writing";

export function ChatEditor(props: EditorProps) {
  const { ontology, onPainted, onStatus, readOnly } = props;
  const { t } = useTranslation("editor.chat.v1");
  const content = props.content as unknown as ChatContent;
  const root = useRef<HTMLElement>(null);
  const graph = useMemo(() => givenGraph(content), [content]);
  const shown = useShown(props, graph);
  const asUser = talkLabel(ontology);
  const spoken = asUser && isPrompt(asUser, props.answer, props.talk !== null) ? undefined : asUser;
  const { conversation, walk, setWalk, seek } = useConversation(props, content, spoken?.name);
  const asks = useAsks(props, content, graph, shown, conversation?.every, seek);
  const labels = (ontology.labels ?? []).filter((label) => !label.retired);
  const marksPassages = labels.some(({ shapes }) => !shapes?.length || shapes.includes("span"));
  const [isPlain, setPlain] = useState(false);
  usePassageKeys(props, graph, shown, root, marksPassages, () => setPlain((now) => !now));

  const path = useMemo(() => pathOf(graph, shown), [graph, shown]);
  const { done, all } = asks;
  useEffect(
    () => onStatus(all.length > 0 ? t("progress", { done, total: all.length }) : ""),
    [onStatus, t, done, all.length],
  );
  // once for each conversation
  useEffect(onPainted, [content]);

  const tools = content.tools?.length ? content.tools : (props.talk?.tools ?? []);
  const letters = new Map(shown.length > 1 ? shown.map(({ id }, place) => [id, letterOf(place)]) : []);
  const view = (message: Message, title?: string) => (
    <Judged
      key={message.id}
      props={props}
      message={message}
      title={title}
      asks={asks}
      isPlain={isPlain}
      marksPassages={marksPassages}
    />
  );
  return (
    <div className={styles.frame}>
      <section ref={root} className={styles.scroller} {...CANVAS} aria-label={t("conversation")}>
        <div className={styles.path}>{path.map((message) => view(message))}</div>
        {content.reference && (
          <details className={styles.reference}>
            <summary>{t("reference")}</summary>
            <RichText text={content.reference} />
          </details>
        )}
        {tools.length > 0 && (
          <details className={styles.reference}>
            <summary>{t("tools", { count: tools.length })}</summary>
            <pre className={styles.arguments}>{JSON.stringify(tools, null, 2)}</pre>
          </details>
        )}
        {shown.length > 0 && (
          <div className={styles.responses} data-count={shown.length}>
            {shown.map((message) =>
              view(message, letters.has(message.id) ? t("response", { letter: letters.get(message.id) }) : undefined),
            )}
          </div>
        )}
        {spoken && conversation && (
          <TalkPanel
            props={props}
            label={spoken}
            conversation={conversation}
            walk={walk}
            onWalk={setWalk}
            atTurn={asks.at && "after" in asks.at ? asks.at.after : undefined}
            showMessage={view}
            titleOfReply={({ replies }, place) =>
              replies.length > 1 ? t("response", { letter: letterOf(place) }) : undefined
            }
          />
        )}
        {labels
          .filter(({ name, shapes }) => shapes?.includes("message") && name !== spoken?.name)
          .map((label) => (
            <WritingOf key={label.name} props={props} name={label.name} graph={graph} shown={shown} asks={asks} />
          ))}
        {labels
          .filter(({ shapes }) => shapes?.includes("criterion"))
          .map((label) => (
            <RubricOf key={label.name} props={props} name={label.name} title={label.title} />
          ))}
      </section>
      {asks.at && <BarOf asks={asks} at={asks.at} props={props} letters={letters} readOnly={readOnly} />}
    </div>
  );
}

/** What is compared, in the order of its showing, which no answer of the labeler's own changes. */
function useShown({ seed, answer }: EditorProps, graph: Graph): readonly Message[] {
  const seen = seenOrder(answer).join("\n");
  // of the answer only the order in which it was seen counts
  return useMemo(() => inShownOrder(graph, seed, answer), [graph, seed, seen]);
}

/** The conversation up to what is compared. */
function pathOf(graph: Graph, shown: readonly Message[]): readonly Message[] {
  const last = shown[0]?.parent ?? [...graph.messages.keys()].at(-1) ?? "";
  return graph.path(last);
}

interface JudgedProps {
  readonly props: EditorProps;
  readonly message: Message;
  readonly title: string | undefined;
  readonly asks: Asks;
  readonly isPlain: boolean;
  readonly marksPassages: boolean;
}

/** A message with what is asked about it. */
function Judged({ props, message, title, asks, isPlain, marksPassages }: JudgedProps) {
  const { answer, assets, readOnly } = props;
  const own = asks.all.filter((ask) => "message" in ask && ask.message.id === message.id);
  const steps = own.filter(({ kind }) => kind === "step");
  const rows = own.filter(({ kind }) => kind !== "step");
  const judging = {
    answer,
    atKey: asks.at?.key,
    readOnly,
    isPlain,
    onAsk: asks.goTo,
    onGive: asks.answer,
  };
  const passages = answer.annotations.filter(isPassage).filter((span) => span.message === message.id);
  const body =
    steps.length > 0 ? (
      <Steps {...judging} asks={steps} />
    ) : marksPassages && message.content ? (
      <Passages {...props} id={message.id} text={message.content} spans={passages} />
    ) : undefined;
  return (
    <MessageView message={message} assets={assets} isPlain={isPlain} title={title} body={body}>
      {rows.length > 0 && <Rows {...judging} asks={rows} />}
    </MessageView>
  );
}

interface BarOfProps {
  readonly props: EditorProps;
  readonly asks: Asks;
  readonly at: Ask;
  readonly letters: ReadonlyMap<string, string>;
  readonly readOnly: boolean;
}

function BarOf({ props, asks, at, letters, readOnly }: BarOfProps) {
  const { t } = useTranslation("editor.chat.v1");
  const given = givenTo(at, props.answer);
  const found = at.kind === "ranking" ? foundFor(at, props.answer) : undefined;
  const { title, about } = wordsOf(at, letters, t);
  return (
    <AskBar
      ask={at}
      title={title}
      about={about}
      options={optionsOf(at, t)}
      given={new Set(Array.isArray(given) ? given : [String(given)])}
      ranking={(found as Ranking | undefined) ?? null}
      progress={{ done: asks.done, total: asks.all.length }}
      readOnly={readOnly}
      onGive={(value, isEqual) => asks.answer(at, value, isEqual)}
      onMove={asks.move}
      onFirstMistake={at.kind === "step" && !readOnly ? asks.markFirstMistake : null}
    />
  );
}

type Words = (key: string, values?: Record<string, unknown>) => string;

/** How the question at hand reads. */
function wordsOf(ask: Ask, letters: ReadonlyMap<string, string>, t: Words): { title: string; about: string | null } {
  const where = "message" in ask ? letters.get(ask.message.id) : undefined;
  const who = where ? t("response", { letter: where }) : null;
  switch (ask.kind) {
    case "attribute":
      return { title: ask.attribute.title || ask.attribute.name, about: who };
    case "step":
      return { title: t("stepNumber", { number: ask.step + 1 }), about: who };
    case "grade":
      return { title: ask.criterion.criterion, about: who };
    default:
      return { title: ask.label.title || ask.label.name, about: who };
  }
}

interface WritingOfProps {
  readonly props: EditorProps;
  readonly name: string;
  readonly graph: Graph;
  readonly shown: readonly Message[];
  readonly asks: Asks;
}

function WritingOf({ props, name, graph, shown, asks }: WritingOfProps) {
  const { answer, ontology, dispatch, readOnly } = props;
  const label = ontology.labels?.find((each) => each.name === name);
  const [written] = writtenIn(answer, name);
  const ask = asks.all.find((each) => each.kind === "writing" && each.label.name === name);
  const rules = label?.writing;
  const isRevision = rules?.is_revision ?? false;
  const isUsers = rules?.role === "user";
  const parent = isUsers ? graph.last() : shown.length > 0 ? (shown[0]?.parent ?? "") : graph.branching();
  return (
    <Writing
      name={name}
      title={label?.title || name}
      role={rules?.role ?? "assistant"}
      isRevision={isRevision}
      least={rules?.least ?? 1}
      most={rules?.most ?? 100_000}
      candidates={shown}
      best={bestOf(props, shown)}
      draft={written ? { content: written.content, revises: written.revises ?? "" } : null}
      readOnly={readOnly}
      onFocus={() => ask && asks.goTo(ask)}
      onWrite={({ content, revises }) => {
        if (content === "" && !revises) {
          if (written) dispatch({ op: "remove", uuid: written.uuid });
          return;
        }
        const shape = { type: "message", parent, role: rules?.role ?? "assistant", content, revises, reply: "" };
        const base = { uuid: written?.uuid ?? crypto.randomUUID(), label: name, attributes: written?.attributes ?? {} };
        dispatch({ op: "put", annotation: { ...base, ...shape } });
      }}
    />
  );
}

/** The response that stands alone at the top of a ranking, or the only one. */
function bestOf({ answer }: EditorProps, shown: readonly Message[]): string | undefined {
  if (shown.length === 1) return shown[0]?.id;
  const ranking = answer.annotations.find((shape): shape is Ranking => shape.type === "ranking");
  const [top] = ranking?.groups ?? [];
  return top?.length === 1 ? top[0] : undefined;
}

function RubricOf({ props, name, title }: { props: EditorProps; name: string; title: string }) {
  const { answer, dispatch, readOnly, rubricTests } = props;
  const criteria = answer.annotations.filter(isCriterion).filter(({ label }) => label === name);
  return (
    <Rubric
      title={title || name}
      criteria={criteria}
      readOnly={readOnly}
      tests={rubricTests}
      onRemove={(uuid) => dispatch({ op: "remove", uuid })}
      onPut={(put, uuid) => {
        const before = criteria.find((each) => each.uuid === uuid);
        if (put.criterion === "") {
          if (before) dispatch({ op: "remove", uuid: before.uuid });
          return;
        }
        const base = { uuid: uuid ?? crypto.randomUUID(), type: "criterion", label: name, attributes: {} };
        dispatch({ op: "put", annotation: { ...base, ...before, ...put } });
      }}
    />
  );
}

/** Keys and label presses that mark passages: sentence by sentence, or whatever the mouse selected. */
function usePassageKeys(
  props: EditorProps,
  graph: Graph,
  shown: readonly Message[],
  root: React.RefObject<HTMLElement | null>,
  marksPassages: boolean,
  toggleView: () => void,
): void {
  const { takeLabelPress, dispatch, readOnly, onSelect, ontology } = props;
  const last = useRef<Selected | null>(null);
  useEffect(() =>
    takeLabelPress((label) => {
      const chosen = selectedPassage(root.current);
      const text = chosen && graph.messages.get(chosen.message)?.content;
      const takesSpans = ontology.labels?.find(({ name }) => name === label)?.shapes?.includes("span");
      if (readOnly || !chosen || !text || !takesSpans) return "untaken";
      const span = makePassage(text, chosen.message, label, chosen.anchor, chosen.focus);
      if (!span) return "untaken";
      dispatch({ op: "put", annotation: span });
      document.getSelection()?.removeAllRanges();
      onSelect([span.uuid]);
      return "marked";
    }),
  );
  useKeys("editor", (event) => {
    const chord = chordOf(event);
    if (chord === "M") toggleView();
    else if (marksPassages && (chord === "." || chord === ",")) walk(chord === "." ? 1 : -1, false);
    else if (marksPassages && chord === ">") walk(1, true);
    else return false;
    return true;
  });

  function walk(step: 1 | -1, isGrowing: boolean): void {
    const sentences = (shown.length > 0 ? shown : [...graph.messages.values()]).flatMap(({ id, content }) =>
      sentencesOf(content).map((sentence) => ({ message: id, ...sentence })),
    );
    const now = selectedPassage(root.current) ?? last.current;
    const at = now ? sentences.findIndex((each) => each.message === now.message && each.end >= now.focus) : -1;
    const next = sentences[now ? at + step : 0];
    if (!next) return;
    const isSame = isGrowing && now?.message === next.message;
    last.current = { message: next.message, anchor: isSame ? now.anchor : next.start, focus: next.end };
    selectPassage(root.current, last.current);
  }
}
