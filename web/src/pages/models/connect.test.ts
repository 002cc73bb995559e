import { expect, test } from "vitest";
import { ApiError, type Ontology } from "../../api";
import { EMPTY_FORM, fieldOf, onlyTalks, toMicros, toNewModel } from "./connect";

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

test("a model that reads words only says so", () => {
  const settings = toNewModel({ ...EMPTY_FORM, takesPictures: false }).settings;
  expect(settings).toMatchObject({ takes_pictures: false });
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

test("a chat model has something to say where responses are ranked, rated or graded", () => {
  const axis = { name: "correct", title: "", type: "number", required: true } as const;
  const rating = { name: "quality", title: "", shapes: ["rating"], targets: "candidates", attributes: [axis] };
  const talks = (label: object) => onlyTalks("chat", "chat.v1", { labels: [label] } as Ontology);
  expect(talks({ name: "overall", shapes: ["ranking"] })).toBe(false);
  expect(talks({ name: "grade", shapes: ["grade"], targets: "candidates" })).toBe(false);
  expect(talks(rating)).toBe(false);
  expect(talks({ ...rating, targets: "" })).toBe(true);
  expect(talks({ ...rating, attributes: [{ ...axis, required: false }] })).toBe(true);
  expect(talks({ name: "criterion", shapes: ["criterion"] })).toBe(true);
  expect(onlyTalks("practice", "chat.v1", { labels: [rating] } as Ontology)).toBe(true);
});
