/** What models are asked with: the conversation up to here, with pictures, calls of tools and their results. Pure. */
import type { EditorAsset, TalkMessage, ToolCall } from "@goldsmith/editors";
import type { Graph, Message, ToolResult } from "./graph";

/** The messages from the start up to one, as models take them. */
export function messagesUpTo(graph: Graph, tip: string, assets: readonly EditorAsset[]): readonly TalkMessage[] {
  const path = graph.path(tip);
  return path.flatMap((message, place): TalkMessage[] => {
    const { role, content } = message;
    if (role === "tool") {
      const { tool_call_id } = message;
      return tool_call_id && isAnswer(path, place) ? [{ role, content, tool_call_id }] : [];
    }
    const tool_calls = message.tool_calls?.length && isAnswered(path, place) ? message.tool_calls : undefined;
    const attachments = role === "user" ? filesOf(message, assets) : [];
    if (content === "" && !tool_calls && attachments.length === 0) return [];
    return [{ role, content, ...(tool_calls && { tool_calls }), ...(attachments.length > 0 && { attachments }) }];
  });
}

/** The calls that wait for their results after a message. */
export function callsOf(graph: Graph, tip: string | null): readonly ToolCall[] {
  const message = tip === null ? undefined : graph.messages.get(tip);
  return message?.role === "assistant" ? (message.tool_calls ?? []) : [];
}

/** What a task says beforehand that a call gives back: for just these arguments, else for any. */
export function resultKnownFor(call: ToolCall, known: readonly ToolResult[]): string {
  const own = known.filter(({ name }) => name === call.function.name);
  const exact = own.find((each) => each.arguments && spell(each.arguments) === spell(parsed(call)));
  return (exact ?? own.find((each) => !each.arguments))?.content ?? "";
}

/** Servers refuse calls without results: those of data that has none are left out. */
function isAnswered(path: readonly Message[], place: number): boolean {
  const wanted = new Set((path[place]?.tool_calls ?? []).map(({ id }) => id));
  const given = new Set<string | undefined>();
  for (let next = place + 1; path[next]?.role === "tool"; next++) given.add(path[next]?.tool_call_id);
  const calls = path[place]?.tool_calls?.length ?? 0;
  return wanted.size === calls && given.size === calls && [...wanted].every((id) => id && given.has(id));
}

function isAnswer(path: readonly Message[], place: number): boolean {
  let before = place;
  while (path[before]?.role === "tool") before--;
  return Boolean(path[before]?.tool_calls?.length) && isAnswered(path, before);
}

function filesOf(message: Message, assets: readonly EditorAsset[]): readonly string[] {
  const ids = (message.attachments ?? []).map((each) => (typeof each === "string" ? each : assets[each]?.id));
  return ids.filter((id) => id !== undefined);
}

function parsed({ function: { arguments: text } }: ToolCall): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return null; // broken arguments are like none that are known
  }
}

/** JSON in which the order of names means nothing. */
function spell(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each && typeof each === "object" && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort()) : each,
  );
}
