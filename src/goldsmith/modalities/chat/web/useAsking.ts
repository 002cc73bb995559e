/** Sending what is said, and taking in what the models reply; what failed can be asked again. */
import type { EditorProps, Label, Op, TalkMessage, TalkReply } from "@goldsmith/editors";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { messagesUpTo } from "./asking";
import { Graph, type Message } from "./graph";
import type { Conversation, Turn } from "./talking";

/** What a labeler says in one go: words with pictures, or what the tools gave back. */
export type Said = Pick<Message, "role" | "content" | "tool_call_id"> & { readonly attachments?: readonly string[] };

export interface Asking {
  readonly isAsking: boolean;
  readonly trouble: string | null;
  send(said: readonly Said[]): void;
  askAgain(turn: Turn): void;
}

export function useAsking(
  props: EditorProps,
  label: Label,
  { graph, tip }: Conversation,
  onSaid: (parent: string, first: string) => void,
): Asking {
  const { talk, dispatch, assets } = props;
  const { t } = useTranslation("editor.chat.v1");
  const [isAsking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  const put = (uuid: string, parent: string, said: object, reply: string): Op => ({
    op: "put",
    annotation: { uuid, type: "message", label: label.name, attributes: {}, parent, revises: "", reply, ...said },
  });

  async function ask(turn: string, messages: readonly TalkMessage[]): Promise<void> {
    const { signal } = leaving.current;
    setAsking(true);
    setTrouble(null);
    try {
      const replies = (await talk?.ask(turn, messages, signal)) ?? [];
      if (signal.aborted) return;
      const given = replies.filter((each): each is TalkReply & { id: string } => each.id !== null);
      const failed = replies.find(({ error }) => error !== null);
      // A comparison lacking one of its sides would be none: all come in together, or the turn is asked again.
      if (failed || given.length === 0) setTrouble(failed?.error ?? t("noReply"));
      else dispatch(given.map((reply) => put(reply.id, turn, saidBy(reply), reply.id)));
    } catch (error) {
      if (!signal.aborted) setTrouble((error as Error).message);
    } finally {
      if (!signal.aborted) setAsking(false);
    }
  }

  return {
    isAsking,
    trouble,
    send(said) {
      if (tip === null) return;
      const messages = chained(tip, said);
      const [first, last] = [messages[0], messages.at(-1)];
      if (!first || !last) return;
      dispatch(messages.map(({ id, parent, ...rest }) => put(id, parent, rest, "")));
      onSaid(tip, first.id);
      void ask(last.id, messagesUpTo(new Graph([...graph.messages.values(), ...messages]), last.id, assets));
    },
    askAgain({ user }) {
      void ask(user.id, messagesUpTo(graph, user.id, assets));
    },
  };
}

function saidBy({ content, tool_calls }: TalkReply): object {
  return { role: "assistant", content, ...(tool_calls.length > 0 && { tool_calls }) };
}

/** Messages that follow one another, from one on. */
function chained(after: string, said: readonly Said[]): readonly Message[] {
  let parent = after;
  return said.map((each) => {
    const message = { ...each, id: crypto.randomUUID(), parent };
    parent = message.id;
    return message;
  });
}
