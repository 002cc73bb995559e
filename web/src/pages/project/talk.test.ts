import { expect, test } from "vitest";
import type { Model, TalkSettings } from "../../api";
import { canTalk, fromMicros, readTools, toMicrosOrNone, withModels, writeTools } from "./talk";

const TALK: TalkSettings = {
  models: [],
  replies_per_turn: 2,
  blind: true,
  reuse: "auto",
  temperature: null,
  most_tokens: 1024,
  currency: "EUR",
  most_cost_micros: null,
  most_cost_micros_a_day: null,
  tools: [],
};

function model(id: string, settings: object = {}): Model {
  return { id, kind: "chat", settings } as unknown as Model;
}

test("no more models reply than there are, and two at first", () => {
  const models = ["a", "b", "c"].map((id) => model(id));
  const one = withModels(TALK, ["a"], models);
  expect(one.replies_per_turn).toBe(1);
  const two = withModels(one, ["a", "b"], models);
  expect(two.replies_per_turn).toBe(2);
  expect(withModels({ ...two, replies_per_turn: 1 }, ["a", "b", "c"], models).replies_per_turn).toBe(1);
});

test("the currency is that of the models that have a price", () => {
  const models = [
    model("free", { currency: "EUR", price_in_micros: 0 }),
    model("dear", { currency: "USD", price_in_micros: 1 }),
  ];
  expect(withModels(TALK, ["free"], models).currency).toBe("EUR");
  expect(withModels(TALK, ["free", "dear"], models).currency).toBe("USD");
});

test("a cap may be left out, which is not a cap of nothing", () => {
  expect([fromMicros(null), fromMicros(2_500_000), toMicrosOrNone(null), toMicrosOrNone(0)]).toEqual([
    null,
    2.5,
    null,
    0,
  ]);
});

test("one talks to chat models and practice models", () => {
  expect((["chat", "practice", "learned", "detector"] as const).map((kind) => canTalk({ kind }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("tools are read from JSON, and what is none is not taken", () => {
  const tools = [{ type: "function", function: { name: "look_up" } }];
  expect(readTools(writeTools(tools as TalkSettings["tools"]))).toEqual(tools);
  expect(readTools("  ")).toEqual([]);
  expect(["[{]", "{}", '[{"name": "look_up"}]'].map(readTools)).toEqual([null, null, null]);
});
