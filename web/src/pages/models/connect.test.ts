import { expect, test } from "vitest";
import { ApiError } from "../../api";
import { EMPTY_FORM, fieldOf, toMicros, toNewModel } from "./connect";

test("a chat model is sent with its prices in millionths and without an empty key or name", () => {
  const form = { ...EMPTY_FORM, url: " https://m.example/v1 ", model: "small", priceIn: 0.15, budget: 5 };
  expect(toNewModel({ ...form, priceIn: 0.15 })).toEqual({
    kind: "chat",
    settings: {
      url: "https://m.example/v1",
      model: "small",
      currency: "EUR",
      price_in_micros: 150_000,
      price_out_micros: 0,
      most_cost_micros: 5_000_000,
    },
    shown: false,
    on_duty: false,
  });
});

test("a learned model takes nothing of what was typed for another kind", () => {
  const form = { ...EMPTY_FORM, kind: "learned" as const, url: "https://m.example", key: "secret", isOnDuty: true };
  expect(toNewModel(form)).toEqual({ kind: "learned", settings: {}, shown: false });
});

test("a backend is sent with its address, its login and its name", () => {
  const form = { ...EMPTY_FORM, kind: "label_studio" as const, url: "http://b.example", key: "u:p", name: " Boxes " };
  expect(toNewModel({ ...form, isOnDuty: true })).toEqual({
    kind: "label_studio",
    name: "Boxes",
    settings: { url: "http://b.example" },
    key: "u:p",
    shown: false,
    on_duty: true,
  });
});

test("amounts are whole millionths", () => {
  expect([toMicros(""), toMicros(0.1), toMicros(0.0000015), toMicros(12)]).toEqual([0, 100_000, 2, 12_000_000]);
});

test("a refusal is shown at the field it is about, or for the whole form", () => {
  const refused = (field: string | null) => new ApiError(422, "invalid", "No.", field);
  expect(fieldOf(refused("settings.url"))).toBe("url");
  expect(fieldOf(refused("settings.most_cost_micros"))).toBe("budget");
  expect(fieldOf(refused("name"))).toBe("name");
  expect(fieldOf(refused("kind"))).toBeNull();
  expect(fieldOf(refused(null))).toBeNull();
  expect(fieldOf(new TypeError("no"))).toBeNull();
});
