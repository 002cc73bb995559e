/** A conversation to judge and to write into: what was said above, what is compared beside each other, the question below. */
import { CANVAS, type EditorProps, liveLabels } from "@goldsmith/editors";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inShownOrder, letterOf, seenOrder } from "./asks";
import styles from "./chat.module.css";
import { type ChatContent, type Graph, givenGraph, type Message } from "./graph";
import { JudgedMessage } from "./JudgedMessage";
import { LabelRubric } from "./LabelRubric";
import { LabelWriting } from "./LabelWriting";
import { QuestionBar } from "./QuestionBar";
import { RichText } from "./RichText";
import { TalkPanel } from "./TalkPanel";
import { isPrompt, talkLabel } from "./talking";
import { useAsks } from "./useAsks";
import { useConversation } from "./useConversation";
import { usePassageKeys } from "./usePassageKeys";

export function ChatEditor(props: EditorProps) {
  const { ontology, onPainted, onStatus } = props;
  const { t } = useTranslation("editor.chat.v1");
  const content = props.content as unknown as ChatContent;
  const root = useRef<HTMLElement>(null);
  const graph = useMemo(() => givenGraph(content), [content]);
  const shown = useShown(props, graph);
  const asUser = talkLabel(ontology);
  const spoken = asUser && isPrompt(asUser, props.answer, props.talk !== null) ? undefined : asUser;
  const { conversation, walk, setWalk, seek } = useConversation(props, content, spoken?.name);
  const asks = useAsks(props, content, graph, shown, conversation?.every, seek);
  const labels = liveLabels(ontology);
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
    <JudgedMessage
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
          <Folded summary={t("reference")}>
            <RichText text={content.reference} />
          </Folded>
        )}
        {tools.length > 0 && (
          <Folded summary={t("tools", { count: tools.length })}>
            <pre className={styles.arguments}>{JSON.stringify(tools, null, 2)}</pre>
          </Folded>
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
            <LabelWriting key={label.name} {...{ props, label, graph, shown, asks }} />
          ))}
        {labels
          .filter(({ shapes }) => shapes?.includes("criterion"))
          .map((label) => (
            <LabelRubric key={label.name} {...{ props, label }} />
          ))}
      </section>
      {asks.at && <QuestionBar {...{ props, asks, letters }} at={asks.at} />}
    </div>
  );
}

/** What is looked up, and out of the way until then. */
function Folded({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  return (
    <details className={styles.reference}>
      <summary>{summary}</summary>
      {children}
    </details>
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
