/** The rules of interpolation, by the same vectors as the server's. */
import { expect, test } from "vitest";
import vectors from "../examples/interpolation.json";
import { attributesAt, geometryAt } from "./tracks/interpolate";
import type { Track } from "./tracks/shapes";

test.each(vectors)("$name", ({ track, at }) => {
  const followed = { uuid: "t", attributes: {}, ...track } as unknown as Track;
  for (const { frame, shape, attributes } of at) {
    const found = geometryAt(followed, frame);
    expect({ frame, shape: rounded(found) }).toEqual({ frame, shape: rounded(shape) });
    expect({ frame, attributes: attributesAt(followed, frame) }).toEqual({ frame, attributes });
  }
});

/** To a millionth of a pixel. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 1e6) / 1e6 + 0;
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rounded(each)]));
}
