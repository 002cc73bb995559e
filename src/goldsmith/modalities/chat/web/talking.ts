/** A conversation that goes on: where it stands, which replies were given, and which of them it goes on from. Pure. */
import type { Answer, Label, Ontology } from "@goldsmith/editors";
import { type ChatContent, type Graph, isWritten, type Message, talkGraph, writtenIn } from "./graph";

/** One turn: what the user said or tools gave back, and the replies, in the order in which they are shown. */
export interface Turn {
  /** One message of the user, or the results of all calls, one after the other. */
  readonly said: readonly Message[];
  /** The last of these: what the replies follow. */
  readonly user: Message;
  readonly replies: readonly Message[];
  /** The reply that the conversation goes on from: chosen, or gone on from before, or the best; undefined while none is. */
  readonly best: Message | undefined;
  /** What the user said at this place, in all versions: more than one are branches. */
  readonly versions: readonly Message[];
}

export interface Conversation {
  readonly graph: Graph;
  /** The turns of the line that is looked at. */
  readonly turns: readonly Turn[];
  /** Those of all branches, in the order in which they were said. */
  readonly every: readonly Turn[];
  /** What the next message follows; null while replies are missing or none of them is best. */
  readonly tip: string | null;
  /** The message that is said anew at the tip, while a version of it is written. */
  readonly edited: Message | undefined;
}

/** Which way a reader went: from a message to the one that follows it. `ANEW` is a version that is still written. */
export type Walk = ReadonlyMap<string, string>;

export const ANEW = "anew";
const NOWHERE: Walk = new Map();

/** The label under which the labeler talks, if any. */
export function talkLabel(ontology: Ontology): Label | undefined {
  return ontology.labels?.find(({ writing, retired }) => !retired && writing?.role === "user");
}

/** Whether the one message of the user is a prompt for later: with nobody to reply it is written as other texts are. */
export function isPrompt({ writing }: Label, answer: Answer, canTalk: boolean): boolean {
  const isReplied = answer.annotations.some((shape) => isWritten(shape) && Boolean(shape.reply));
  return (writing?.turns ?? 1) === 1 && !canTalk && !isReplied;
}

export function conversationOf(content: ChatContent, answer: Answer, label: string, walk = NOWHERE): Conversation {
  const graph = talkGraph(content, answer, label);
  const own = new Set(writtenIn(answer, label).map(({ uuid }) => uuid));
  const saidAfter = (id: string) => graph.after(id).filter((each) => own.has(each.id) && isSaid(each));
  const turnOf = (first: Message): Turn => {
    const said = resultsFrom(graph, first);
    const user = said.at(-1) ?? first;
    const replies = graph.after(user.id).filter((each) => !isSaid(each));
    const chosen = replies.find(({ id }) => id === walk.get(user.id));
    const continued = replies.findLast(({ id }) => saidAfter(id).length > 0);
    const best = chosen ?? continued ?? bestReply(replies, answer, user.id);
    return { said, user, replies, best, versions: saidAfter(first.parent) };
  };
  const turns: Turn[] = [];
  let tip: string | null = [...graph.messages.keys()].filter((id) => !own.has(id)).at(-1) ?? "";
  let edited: Message | undefined;
  while (tip !== null) {
    const versions = saidAfter(tip);
    const chosen = walk.get(tip);
    const first: Message | undefined = versions.find(({ id }) => id === chosen) ?? versions.at(-1);
    if (chosen?.startsWith(ANEW)) edited = versions.find(({ id }) => chosen === ANEW + id) ?? first;
    if (!first || edited) break;
    const turn = turnOf(first);
    turns.push(turn);
    tip = turn.best?.id ?? null;
  }
  const firsts = [...graph.messages.values()].filter((each) => own.has(each.id) && isFirst(graph, each));
  return { graph, turns, every: firsts.map(turnOf), tip, edited };
}

/** Said by the labeler: as the user, or for a tool. */
function isSaid({ role }: Message): boolean {
  return role === "user" || role === "tool";
}

function isFirst(graph: Graph, message: Message): boolean {
  return message.role === "user" || (message.role === "tool" && graph.messages.get(message.parent)?.role !== "tool");
}

/** What is said at once: a message of the user alone, results of tools with those that follow them. */
export function resultsFrom(graph: Graph, first: Message): readonly Message[] {
  const said = [first];
  for (let next: Message | undefined = first; next; ) {
    next = first.role === "tool" ? graph.after(next.id).findLast(({ role }) => role === "tool") : undefined;
    if (next) said.push(next);
  }
  return said;
}

/** How often the user spoke on the line that is looked at; results of tools do not count. */
export function spokenTurns(turns: readonly Turn[]): number {
  return turns.filter(({ user }) => user.role === "user").length;
}

/** The way to a message, over whatever stands before it. */
export function walkTo(walk: Walk, graph: Graph, id: string): Walk {
  return new Map([...walk, ...graph.path(id).map((message) => [message.parent, message.id] as const)]);
}

/** The way to the version before or after the one that is looked at; null where there is none. */
export function walkAside(walk: Walk, turn: Turn, step: 1 | -1): Walk | null {
  const place = turn.versions.findIndex(({ id }) => id === turn.said[0]?.id);
  const next = turn.versions[place + step];
  return next ? new Map([...walk, [next.parent, next.id]]) : null;
}

/** Say anew what the user said in a turn: what was said before stays, as a branch of its own. */
export function sayAnew(walk: Walk, { said: [first] }: Turn): Walk {
  return first ? new Map([...walk, [first.parent, ANEW + first.id]]) : walk;
}

/** Leave the version that was to be written: back to the one that it began from. */
export function leaveAsItWas(walk: Walk, edited: Message): Walk {
  return new Map([...walk, [edited.parent, edited.id]]);
}

/** Go on from a reply, whether or not it is the best. */
export function goOnFrom(walk: Walk, turn: Turn, reply: string): Walk {
  return new Map([...walk, [turn.user.id, reply]]);
}

/** The reply after the one that the conversation goes on from, round and round. */
export function nextReply({ replies, best }: Turn): string | undefined {
  return replies[(replies.findIndex(({ id }) => id === best?.id) + 1) % replies.length]?.id;
}

/** The only reply, or the one that stands first in every ranking of them. */
function bestReply(replies: readonly Message[], answer: Answer, after: string): Message | undefined {
  if (replies.length < 2) return replies[0];
  const ranking = answer.annotations.find((shape) => shape.type === "ranking" && shape.after === after);
  const [top] = (ranking?.groups ?? []) as readonly (readonly string[])[];
  return replies.find(({ id }) => id === top?.[0]);
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
