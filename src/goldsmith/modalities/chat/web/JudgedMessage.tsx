/** A message with what is asked about it, each question where it is about. */
import type { EditorProps } from "@goldsmith/editors";
import type { Message } from "./graph";
import { Rows, Steps } from "./Judgements";
import { MessageView } from "./MessageView";
import { Passages } from "./Passages";
import { isPassage } from "./spans";
import type { Asks } from "./useAsks";

interface JudgedMessageProps {
  readonly props: EditorProps;
  readonly message: Message;
  readonly title: string | undefined;
  readonly asks: Asks;
  readonly isPlain: boolean;
  readonly marksPassages: boolean;
}

export function JudgedMessage({ props, message, title, asks, isPlain, marksPassages }: JudgedMessageProps) {
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
