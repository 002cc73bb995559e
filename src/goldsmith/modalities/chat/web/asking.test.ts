import type { Answer, Shape } from "@goldsmith/editors";
import { describe, expect, test } from "vitest";
import { callsOf, messagesUpTo, resultKnownFor } from "./asking";
import { type ChatContent, Graph, type Message } from "./graph";
import { conversationOf, sayAnew, spokenTurns, type Turn, type Walk, walkAside } from "./talking";

const call = (id: string, text = "{}") => ({ id, type: "function", function: { name: "look_up", arguments: text } });
const message = (id: string, parent: string, role: Message["role"], more: Partial<Message> = {}): Message => ({
  id,
  parent,
  role,
  content: `Words of ${id}`,
  ...more,
});
const roles = (messages: readonly Message[], tip: string) =>
  messagesUpTo(new Graph(messages), tip, []).map(({ role }) => role);

describe("what models are asked with", () => {
  const asked = [
    message("1", "", "user"),
    message("2", "1", "assistant", { content: "", tool_calls: [call("a"), call("b")] }),
    message("3", "2", "tool", { tool_call_id: "a" }),
    message("4", "3", "tool", { tool_call_id: "b" }),
  ];

  test("calls go with all their results", () => {
    expect(messagesUpTo(new Graph(asked), "4", []).slice(1)).toEqual([
      { role: "assistant", content: "", tool_calls: [call("a"), call("b")] },
      { role: "tool", content: "Words of 3", tool_call_id: "a" },
      { role: "tool", content: "Words of 4", tool_call_id: "b" },
    ]);
  });

  test("calls without a result, and results without a call, are left out", () => {
    expect(roles(asked, "3")).toEqual(["user"]);
    const nameless = [asked[0], message("2", "1", "assistant", { tool_calls: [call("")] }), message("3", "2", "tool")];
    expect(roles(nameless as Message[], "3")).toEqual(["user", "assistant"]);
  });

  test("the user's pictures go by their ids, and those of the assistant stay", () => {
    const shown = [
      message("1", "", "user", { content: "", attachments: [1, "asset_x"] }),
      message("2", "1", "assistant", { attachments: [0] }),
    ];
    const assets = ["asset_a", "asset_b"].map((id) => ({ id, name: id, url: null, media_type: null, facts: null }));
    expect(messagesUpTo(new Graph(shown), "2", assets)).toEqual([
      { role: "user", content: "", attachments: ["asset_b", "asset_x"] },
      { role: "assistant", content: "Words of 2" },
    ]);
  });
});

test("a result is known for just these arguments, else for any, whatever their order", () => {
  const known = [
    { name: "look_up", content: "anything" },
    { name: "look_up", arguments: { b: 1, a: [2] }, content: "just this" },
  ];
  expect(resultKnownFor(call("x", '{"a": [2], "b": 1}'), known)).toBe("just this");
  expect(resultKnownFor(call("x", '{"a": [3]}'), known)).toBe("anything");
  expect(resultKnownFor(call("x", '{"a": '), known)).toBe("anything");
  expect(resultKnownFor(call("x"), [{ name: "other", content: "no" }])).toBe("");
});

describe("a conversation in which tools are called", () => {
  const CONTENT: ChatContent = { messages: [message("1", "", "system")] };
  const written = (each: Message, reply = ""): Shape => {
    const { id: uuid, ...rest } = each;
    return { uuid, type: "message", label: "turn", attributes: {}, revises: "", reply, ...rest };
  };
  const said = [
    written(message("u", "1", "user")),
    written(message("c", "u", "assistant", { content: "", tool_calls: [call("a"), call("b")] }), "r1"),
    written(message("ta", "c", "tool", { tool_call_id: "a" })),
    written(message("tb", "ta", "tool", { tool_call_id: "b" })),
    written(message("d", "tb", "assistant"), "r2"),
  ];
  const at = (shapes: Shape[], walk: Walk = new Map()) =>
    conversationOf(CONTENT, { annotations: shapes, global_attributes: {}, links: [] } as Answer, "turn", walk);

  test("the results of all calls are one turn, and no message of the user", () => {
    const { turns, tip, every } = at(said);
    expect(turns.map((turn) => turn.said.map(({ id }) => id))).toEqual([["u"], ["ta", "tb"]]);
    expect([tip, every.length, spokenTurns(turns)]).toEqual(["d", 2, 1]);
  });

  test("calls wait for their results", () => {
    const { graph, tip } = at(said.slice(0, 2));
    expect(callsOf(graph, tip).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(callsOf(at(said).graph, "d")).toEqual([]);
  });

  test("results said differently stand beside those from before", () => {
    const { turns } = at(said);
    const anew = sayAnew(new Map(), turns[1] as Turn);
    expect([at(said, anew).tip, at(said, anew).edited?.id]).toEqual(["c", "ta"]);
    const both = [...said, written(message("sa", "c", "tool", { tool_call_id: "a" }))];
    const [, second] = at(both).turns as [Turn, Turn];
    expect(second.versions.map(({ id }) => id)).toEqual(["ta", "sa"]);
    expect(walkAside(new Map(), second, -1)?.get("c")).toBe("ta");
  });
});
