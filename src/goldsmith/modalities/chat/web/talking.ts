/** A conversation that goes on: where it stands, which replies were given, and which of them it goes on from. Pure. */
import type { Answer, Label, Ontology } from "@goldsmith/editors";
import { type ChatContent, type Graph, type Message, talkGraph, writtenIn } from "./graph";

/** One turn: what the user said, and the replies, in the order in which they are shown. */
export interface Turn {
  readonly user: Message;
  readonly replies: readonly Message[];
  /** The reply that the conversation went on from, or goes on from as the best; undefined while none was found best. */
  readonly best: Message | undefined;
}

export interface Conversation {
  readonly graph: Graph;
  readonly turns: readonly Turn[];
  /** What the next message follows; null while replies are missing or none of them is best. */
  readonly tip: string | null;
}

/** The label under which the labeler talks, if any. */
export function talkLabel(ontology: Ontology): Label | undefined {
  return ontology.labels?.find(({ writing, retired }) => !retired && writing?.role === "user");
}

export function conversationOf(content: ChatContent, answer: Answer, label: string): Conversation {
  const graph = talkGraph(content, answer, label);
  const own = new Set(writtenIn(answer, label).map(({ uuid }) => uuid));
  const turns: Turn[] = [];
  let tip: string | null = [...graph.messages.keys()].filter((id) => !own.has(id)).at(-1) ?? "";
  while (tip !== null) {
    const user: Message | undefined = graph.after(tip).find(({ id, role }) => own.has(id) && role === "user");
    if (!user) break;
    const replies = graph.after(user.id);
    const continued = replies.find(({ id }) => graph.after(id).some((each) => own.has(each.id)));
    const best: Message | undefined = continued ?? bestReply(replies, answer, user.id);
    turns.push({ user, replies, best });
    tip = best?.id ?? null;
  }
  return { graph, turns, tip };
}

/** The only reply, or the one that stands first in every ranking of them. */
function bestReply(replies: readonly Message[], answer: Answer, after: string): Message | undefined {
  if (replies.length < 2) return replies[0];
  const ranking = answer.annotations.find((shape) => shape.type === "ranking" && shape.after === after);
  const [top] = (ranking?.groups ?? []) as readonly (readonly string[])[];
  return replies.find(({ id }) => id === top?.[0]);
}

/** The messages to send: from the start to what the user says now. */
export function messagesFor(graph: Graph, tip: string, words: string): readonly { role: string; content: string }[] {
  const before = graph
    .path(tip)
    .filter(({ role, content }) => role !== "tool" && content !== "")
    .map(({ role, content }) => ({ role, content }));
  return [...before, { role: "user", content: words }];
}

/** What is taken back with a turn: its message and everything that follows from it. */
export function turnAndAfter(answer: Answer, graph: Graph, user: string): readonly string[] {
  const gone = new Set([user]);
  for (const message of graph.messages.values()) if (gone.has(message.parent)) gone.add(message.id);
  const about = answer.annotations.filter(
    (shape) => gone.has(shape.uuid) || gone.has(String(shape.after ?? "")) || gone.has(String(shape.message ?? "")),
  );
  return about.map(({ uuid }) => uuid);
}
