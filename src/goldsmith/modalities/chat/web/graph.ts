/** The tree that messages form, with what the labeler wrote into it. Pure; the server's `graph.py` says the same. */
import type { Answer, Shape, ToolCall } from "@goldsmith/editors";

export type Role = "system" | "user" | "assistant" | "tool";

export interface Message {
  readonly id: string;
  readonly parent: string;
  readonly role: Role;
  readonly content: string;
  readonly reasoning?: string;
  readonly name?: string;
  readonly steps?: readonly string[];
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  /** Files of the task by their places, and pictures that labelers added by their ids. */
  readonly attachments?: readonly (number | string)[];
}

export interface Criterion {
  readonly id: string;
  readonly criterion: string;
  readonly points?: number;
  readonly tags?: readonly string[];
}

/** What a tool gives back, known beforehand: to a call with these arguments, or to any. */
export interface ToolResult {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly content: string;
}

export interface ChatContent {
  readonly messages: readonly Message[];
  readonly tools?: readonly unknown[];
  readonly tool_results?: readonly ToolResult[];
  readonly rubric?: readonly Criterion[];
  readonly reference?: string;
}

export interface Written extends Shape {
  readonly type: "message";
  readonly parent: string;
  readonly role: Role;
  readonly content: string;
  readonly revises?: string;
  readonly reply?: string;
  readonly attachments?: readonly string[];
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
}

export function isWritten(shape: Shape): shape is Written {
  return shape.type === "message";
}

export class Graph {
  readonly messages: ReadonlyMap<string, Message>;
  private readonly followers = new Map<string, Message[]>();

  constructor(messages: readonly Message[]) {
    this.messages = new Map(messages.map((message) => [message.id, message]));
    for (const message of this.messages.values()) {
      const parent = message.parent ?? "";
      this.followers.set(parent, [...(this.followers.get(parent) ?? []), message]);
    }
  }

  /** The messages that follow one; more than one are alternates. */
  after(parent: string): readonly Message[] {
    return this.followers.get(parent) ?? [];
  }

  /** The conversation up to and including a message. */
  path(id: string): readonly Message[] {
    const path: Message[] = [];
    for (let at = this.messages.get(id); at; at = this.messages.get(at.parent)) path.unshift(at);
    return path;
  }

  /** The message after which the last alternates come; where nothing branches, the last but one. */
  branching(): string {
    const places = new Map([...this.messages.keys()].map((id, place) => [id, place]));
    const branches = [...this.followers].filter(([, followers]) => followers.length > 1).map(([parent]) => parent);
    if (branches.length > 0) {
      return branches.reduce((best, parent) => ((places.get(parent) ?? -1) > (places.get(best) ?? -1) ? parent : best));
    }
    const last = [...this.messages.values()].at(-1);
    return last?.role === "assistant" ? last.parent : (last?.id ?? "");
  }

  /** The message that was said last; empty where none was. */
  last(): string {
    return [...this.messages.keys()].at(-1) ?? "";
  }

  /** What is compared or judged. */
  candidates(): readonly Message[] {
    return this.after(this.branching()).filter(({ role }) => role === "assistant");
  }

  targets(which: string): readonly Message[] {
    if (which === "candidates") return this.candidates();
    return [...this.messages.values()].filter(({ role }) => which === "every" || which === role);
  }
}

/** The conversation as it came, without what was written. */
export function givenGraph(content: ChatContent): Graph {
  // What is empty is not sent.
  return new Graph(
    content.messages.map((message) => ({ ...message, content: message.content ?? "", parent: message.parent ?? "" })),
  );
}

/** The conversation with what was said in it since; drafts of responses and better versions stand apart. */
export function talkGraph(content: ChatContent, answer: Answer, label: string): Graph {
  const said = writtenIn(answer, label).map(
    ({ uuid, parent, role, content: words, attachments, tool_calls, tool_call_id }): Message => ({
      id: uuid,
      parent,
      role,
      content: words,
      ...(attachments && { attachments }),
      ...(tool_calls && { tool_calls }),
      ...(tool_call_id && { tool_call_id }),
    }),
  );
  return new Graph([...givenGraph(content).messages.values(), ...said]);
}

export function writtenIn(answer: Answer, label?: string): readonly Written[] {
  return answer.annotations.filter(isWritten).filter((each) => label === undefined || each.label === label);
}

/** The steps of a message: those given, else its paragraphs. */
export function stepsOf({ steps, content }: Message): readonly string[] {
  if (steps && steps.length > 0) return steps;
  return content
    .trim()
    .split(/\n[ \t]*\n\s*/)
    .filter(Boolean);
}

/** The order in which alternates are shown: by chance, the same for one seed. */
export function shuffled(messages: readonly Message[], seed: string): readonly Message[] {
  const drawn = messages.map((message) => ({ message, lot: hash(`${seed}/${message.id}`) }));
  return drawn.sort((a, b) => a.lot - b.lot).map(({ message }) => message);
}

/** FNV-1a with a last mix, as neighbours among short texts must not stay neighbours. */
function hash(text: string): number {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
