import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatMoney,
  formatRelative,
  formatSeconds,
  formatShare,
  fromLocalTime,
  shortId,
  toLocalTime,
} from "./format";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("shares carry one digit and their sign", () => {
  expect(plain(formatShare(0.96875))).toBe("96.9 %");
  expect(plain(formatInterval(0.8916, 0.9962))).toBe("89.2–99.6 %");
});

test("counts have separators, huge ones are short", () => {
  expect(formatCount(12_345)).toBe("12,345");
  expect(formatCount(2_500_000)).toBe("2.5M");
});

test("seconds grow into minutes and hours", () => {
  expect(plain(formatSeconds(8.24))).toBe("8.2 s");
  expect(plain(formatSeconds(59.6))).toBe("60 s");
  expect(plain(formatSeconds(180))).toBe("3 min");
  expect(plain(formatSeconds(3_900))).toBe("1 h 05 min");
});

test("bytes are decimal", () => {
  expect(plain(formatBytes(999))).toBe("999 B");
  expect(plain(formatBytes(8_411_220))).toBe("8.4 MB");
});

test("times are relative to now", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  expect(formatRelative("2026-11-21T11:59:50Z", now)).toBe("now");
  expect(formatRelative("2026-11-21T09:00:00Z", now)).toContain("3");
});

test("a long id is told by its end", () => {
  expect(shortId("task_01h455vb4pex5vsknk084sn02q")).toBe("…084sn02q");
});

test("a moment goes through a field of local time and back", () => {
  expect(fromLocalTime(toLocalTime("2026-11-21T12:34:00Z"))).toBe("2026-11-21T12:34:00.000Z");
  expect(toLocalTime(null)).toBe("");
  expect(fromLocalTime("")).toBeNull();
});

test("money is told in its currency, cents are split where there is nothing else", () => {
  expect(formatMoney(1_250_000, "EUR")).toBe("€1.25");
  expect(formatMoney(0, "EUR")).toBe("€0.00");
  expect(formatMoney(2_800, "EUR")).toBe("€0.0028");
  expect(formatMoney(12_000_000_000, "USD")).toBe("$12,000.00");
});
