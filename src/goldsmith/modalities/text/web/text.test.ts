import { describe, expect, test } from "vitest";
import { indexCodePoints } from "./codepoints";
import { controlsIn } from "./controls";
import { cutParts, joinParts, movedParts, type Part } from "./fragments";
import { assignLanes, chunksOf, type PlacedSpan, segmentsOf, spansByParagraph, splitParagraphs } from "./paragraphs";
import { sentenceAt, snapTo } from "./snapping";
import { compareSpans, hasSameSpan, makePlacer, makeSpan, partsOf, spanToSelect, withParts, wordsOf } from "./spans";
import { snapToWords, stepWord } from "./words";

const NO_CHAINS: ReadonlyMap<string, number> = new Map();

const span = (uuid: string, start: number, end: number): PlacedSpan => ({
  uuid,
  label: "x",
  start,
  end,
  parts: [[start, end]],
  owner: "",
  chain: 0,
});

describe("code points", () => {
  test("offsets of plain text are the same in both counts", () => {
    const points = indexCodePoints("héllo 世界");
    expect(points.length).toBe(8);
    expect(points.toUtf16(6)).toBe(6);
    expect(points.fromUtf16(99)).toBe(8);
  });

  test("an emoji is one code point and two units", () => {
    const points = indexCodePoints("a😀b");
    expect(points.length).toBe(3);
    expect([0, 1, 2, 3].map(points.toUtf16)).toEqual([0, 1, 3, 4]);
    expect([0, 1, 3, 4].map(points.fromUtf16)).toEqual([0, 1, 2, 3]);
  });

  test("offsets agree with the language's own count far into a long text", () => {
    const text = "word 😀 слово مرحبا 世界 ".repeat(2000);
    const points = indexCodePoints(text);
    const characters = [...text];
    expect(points.length).toBe(characters.length);
    for (const codePoint of [0, 1, 1023, 1024, 1025, 20_480, 33_333, characters.length]) {
      const unit = characters.slice(0, codePoint).join("").length;
      expect(points.toUtf16(codePoint)).toBe(unit);
      expect(points.fromUtf16(unit)).toBe(codePoint);
    }
  });

  test("a text whose length is a multiple of the stride keeps its end", () => {
    const text = "😀".repeat(2048);
    const points = indexCodePoints(text);
    expect(points.toUtf16(2048)).toBe(4096);
    expect(points.fromUtf16(4096)).toBe(2048);
  });
});

describe("spans with gaps", () => {
  const text = "left and right 😀 ventricle";
  const points = indexCodePoints(text);

  test("touching parts, and those that white space parts, are one", () => {
    expect(
      joinParts(text, [
        [9, 14],
        [0, 4],
        [5, 8],
      ]),
    ).toEqual([[0, 14]]);
    expect(
      joinParts(text, [
        [9, 14],
        [0, 4],
      ]),
    ).toEqual([
      [0, 4],
      [9, 14],
    ]);
  });

  test("what is cut out leaves no white space at the edges", () => {
    expect(cutParts(text, [[0, 14]], 5, 8)).toEqual([
      [0, 4],
      [9, 14],
    ]);
    expect(cutParts(text, [[0, 14]], 0, 14)).toEqual([]);
  });

  test("a border moves over gaps and back", () => {
    const parts: Part[] = [
      [0, 4],
      [9, 14],
    ];
    expect(movedParts(text, parts, "end", 4)).toEqual([[0, 4]]);
    expect(movedParts(text, parts, "start", 9)).toEqual([[9, 14]]);
    expect(movedParts(text, parts, "end", text.length)).toEqual([
      [0, 4],
      [9, text.length],
    ]);
  });

  test("an answer holds them in code points and reads them back", () => {
    const whole = makeSpan(text, points, "x", 0, text.length);
    const gapped = withParts(text, points, whole, [
      [0, 4],
      [18, 27],
    ]);
    expect(gapped?.fragments).toEqual([
      { start: 0, end: 4 },
      { start: 17, end: 26 },
    ]);
    expect(gapped && wordsOf(gapped)).toBe("left … ventricle");
    expect(gapped && partsOf(points, gapped)).toEqual([
      [0, 4],
      [18, 27],
    ]);
    expect(gapped && withParts(text, points, gapped, [[0, 4]])).toEqual({ ...whole, end: 4, text: "left" });
    expect(withParts(text, points, whole, [])).toBeNull();
  });

  test("a gap is bridged, not covered", () => {
    const [paragraph] = splitParagraphs(text);
    if (!paragraph) throw new Error("no paragraph");
    const gapped: PlacedSpan = {
      ...span("a", 0, 14),
      parts: [
        [0, 4],
        [9, 14],
      ],
    };
    const segments = segmentsOf(paragraph, [gapped]);
    expect(segments.map(({ start, spans, bridged }) => [start, spans.length, bridged.length])).toEqual([
      [0, 1, 0],
      [4, 0, 1],
      [9, 1, 0],
      [14, 0, 0],
    ]);
    expect(spanToSelect([gapped], 6, undefined)).toBeNull();
  });
});

describe("snapping", () => {
  const text = "One is here. Two, Dr. no less! 三。四。 \n\nLast one";
  const slice = ([start, end]: readonly [number, number]) => text.slice(start, end);

  test("sentences are whole and lose the white space around them", () => {
    expect(slice(snapTo("sentences", text, 5, 6))).toBe("One is here.");
    expect(slice(snapTo("sentences", text, 1, 15))).toBe("One is here. Two, Dr. no less!");
    expect(slice(snapTo("sentences", text, text.indexOf("四"), text.indexOf("四") + 1))).toBe("四。");
  });

  test("sentences follow one another to the end", () => {
    const found: string[] = [];
    for (let next = sentenceAt(text, 0); next; next = sentenceAt(text, next[1])) found.push(slice(next));
    expect(found.at(0)).toBe("One is here.");
    expect(found.at(-1)).toBe("Last one");
    expect(found.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
  });

  test("what people see as one character is never cut", () => {
    const family = "a👩‍👩‍👧e\u0301b";
    expect(snapTo("characters", family, 2, 3)).toEqual([1, 9]);
    expect(snapTo("characters", family, 9, 10)).toEqual([9, 11]);
    expect(snapTo("characters", family, 0, 1)).toEqual([0, 1]);
  });

  test("a sentence without an end is looked for only so far", () => {
    const line = "word ".repeat(200_000);
    const [start, end] = snapTo("sentences", line, 500_000, 500_001);
    expect(start).toBeLessThanOrEqual(500_000);
    expect(end - start).toBeLessThanOrEqual(10_000);
  });
});

describe("characters that nobody sees", () => {
  const names = (text: string) => controlsIn(text, 0, text.length).map(({ at, name }) => `${at} ${name}`);

  test("are named where they stand", () => {
    expect(names("a\u200bb\u202eevil\u202c\ufeff\u0007\u00ad")).toEqual([
      "1 ZWSP",
      "3 RLO",
      "8 PDF",
      "9 BOM",
      "10 U+0007",
      "11 SHY",
    ]);
    expect(names("plain\ttext\r\nwith é, 世界 and 😀")).toEqual([]);
  });

  test("joiners are left to the scripts and emoji that need them, and shown elsewhere", () => {
    expect(names("👩‍🚀 می\u200cخواهم")).toEqual([]);
    expect(names("pass\u200dword")).toEqual(["4 ZWJ"]);
  });

  test("cut the text, and count as any other character", () => {
    const text = "a\u200bb";
    const [paragraph] = splitParagraphs(text);
    const segments = paragraph ? segmentsOf(paragraph, [], controlsIn(text, 0, 3)) : [];
    expect(segments.map(({ start, end, control }) => [start, end, control])).toEqual([
      [0, 1, null],
      [1, 2, "ZWSP"],
      [2, 3, null],
    ]);
  });
});

describe("paragraphs", () => {
  test("every character belongs to exactly one paragraph or is a newline", () => {
    const text = "one\n\ntwo three\n";
    expect(splitParagraphs(text).map(({ start, end }) => text.slice(start, end))).toEqual(["one", "", "two three", ""]);
  });

  test("a very long paragraph is broken without losing a character", () => {
    const text = "lorem ipsum ".repeat(2000);
    const pieces = splitParagraphs(text);
    expect(pieces.length).toBeGreaterThan(4);
    expect(pieces.map(({ start, end }) => text.slice(start, end)).join("")).toBe(text);
  });

  test("chunks hold every paragraph once, and none is long or of many", () => {
    const text = `${"short\n".repeat(100)}${"lorem ipsum ".repeat(2000)}\n\nend`;
    const paragraphs = splitParagraphs(text);
    const chunks = chunksOf(paragraphs);
    expect(chunks[0]?.first).toBe(0);
    expect(chunks.at(-1)?.end).toBe(paragraphs.length);
    for (const [index, { first, end }] of chunks.entries()) {
      if (index > 0) expect(first).toBe(chunks[index - 1]?.end);
      const characters = (paragraphs[end - 1]?.end ?? 0) - (paragraphs[first]?.start ?? 0);
      expect(end - first).toBeLessThanOrEqual(32);
      expect(characters).toBeLessThanOrEqual(8032);
    }
  });

  test("a long run of emoji is never cut in half", () => {
    const text = `a${"😀".repeat(5000)}`;
    for (const { start } of splitParagraphs(text)) expect(text.charCodeAt(start)).not.toBe(0xde00);
  });

  test("overlapping spans cut the paragraph at each border", () => {
    const segments = segmentsOf({ start: 0, end: 10 }, [span("a", 2, 6), span("b", 4, 8)]);
    expect(segments.map(({ start, end, spans }) => [start, end, spans.map(({ uuid }) => uuid).join("")])).toEqual([
      [0, 2, ""],
      [2, 4, "a"],
      [4, 6, "ab"],
      [6, 8, "b"],
      [8, 10, ""],
    ]);
  });

  test("a span over a newline is in both paragraphs", () => {
    const paragraphs = splitParagraphs("one\ntwo");
    const buckets = spansByParagraph(paragraphs, [0, 4], [span("a", 1, 6), span("b", 0, 3)]);
    expect(buckets.map((bucket) => bucket.map(({ uuid }) => uuid))).toEqual([["a", "b"], ["a"]]);
  });

  test("overlapping spans never share a lane, separate ones do", () => {
    const [a, b, c] = [span("a", 0, 6), span("b", 4, 8), span("c", 9, 12)];
    const lanes = assignLanes([a, b, c]);
    expect([a, b, c].map((one) => lanes.get(one))).toEqual([0, 1, 0]);
  });
});

describe("words", () => {
  test("a sloppy selection becomes whole words without the space around them", () => {
    const text = "the quick brown fox";
    expect(text.slice(...snapToWords(text, 5, 12))).toBe("quick brown");
    expect(text.slice(...snapToWords(text, 3, 10))).toBe("quick");
  });

  test("Chinese and Thai are cut at words though no space separates them", () => {
    const chinese = "我喜欢北京烤鸭";
    const [start, end] = snapToWords(chinese, 3, 4);
    expect(chinese.slice(start, end)).toBe("北京");
  });

  test("an emoji is never cut in half", () => {
    const text = "good 👍🏽 job";
    expect(text.slice(...snapToWords(text, 6, 7))).toBe("👍🏽");
  });

  test("a border steps over one word at a time in both directions", () => {
    const text = "alpha beta gamma";
    expect(text.slice(0, stepWord(text, 5, 1))).toBe("alpha beta");
    expect(text.slice(0, stepWord(text, 10, -1))).toBe("alpha ");
    expect(stepWord(text, 16, 1)).toBe(16);
  });
});

describe("spans", () => {
  const text = "😀 Ada met Bob";
  const points = indexCodePoints(text);
  const ada = makeSpan(text, points, "person", 3, 6);

  test("a span counts code points and carries its words", () => {
    expect(ada).toMatchObject({ start: 2, end: 5, text: "Ada", label: "person", type: "span" });
  });

  test("the same span twice is recognised", () => {
    const answer = { annotations: [ada], global_attributes: {}, links: [] };
    expect(hasSameSpan(answer, makeSpan(text, points, "person", 3, 6))).toBe(true);
    expect(hasSameSpan(answer, makeSpan(text, points, "place", 3, 6))).toBe(false);
  });

  test("an unchanged shape is placed once", () => {
    const place = makePlacer(points);
    const answer = { annotations: [ada], global_attributes: {}, links: [] };
    expect(place(answer, NO_CHAINS)[0]).toBe(place(answer, NO_CHAINS)[0]);
    expect(place(answer, NO_CHAINS)[0]).toMatchObject({ start: 3, end: 6 });
  });

  test("clicking again reaches the span underneath", () => {
    const spans = [span("outer", 0, 10), span("inner", 2, 4)];
    expect(spanToSelect(spans, 3, undefined)).toBe("inner");
    expect(spanToSelect(spans, 3, "inner")).toBe("outer");
    expect(spanToSelect(spans, 3, "outer")).toBe("inner");
    expect(spanToSelect(spans, 12, undefined)).toBeNull();
  });

  test("spans are walked in reading order", () => {
    const bob = makeSpan(text, points, "person", 11, 14);
    expect([bob, ada].sort(compareSpans)).toEqual([ada, bob]);
  });
});
