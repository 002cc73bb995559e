/** One paragraph with its marked segments. Drawn again only when its own spans change. */
import { chainColor } from "@goldsmith/editors";
import { memo, useMemo } from "react";
import { controlsIn } from "./controls";
import { assignLanes, type Paragraph, type PlacedSpan, type Segment, segmentsOf } from "./paragraphs";
import styles from "./text.module.css";

export interface Marking {
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
}

interface ParagraphProps extends Marking {
  readonly text: string;
  readonly paragraph: Paragraph;
  readonly spans: readonly PlacedSpan[];
  /** Space-separated uuids, so that equality is cheap. */
  readonly selected: string;
  readonly unconfirmed: string;
}

const MAX_LANES = 4;

export const ParagraphView = memo(function ParagraphView(props: ParagraphProps) {
  const { text, paragraph, spans } = props;
  const controls = useMemo(() => controlsIn(text, paragraph.start, paragraph.end), [text, paragraph]);
  const segments = useMemo(() => segmentsOf(paragraph, spans, controls), [paragraph, spans, controls]);
  const lanes = useMemo(() => assignLanes(spans), [spans]);
  const selected = new Set(props.selected.split(" "));
  const unconfirmed = new Set(props.unconfirmed.split(" "));
  return (
    <p className={styles.paragraph} dir="auto" data-start={paragraph.start}>
      {segments.length === 0 && <br />}
      {segments.map((segment) => (
        <SegmentView
          key={segment.start}
          segment={segment}
          text={text.slice(segment.start, segment.end)}
          lanes={lanes}
          selected={selected}
          unconfirmed={unconfirmed}
          colorOf={props.colorOf}
          titleOf={props.titleOf}
        />
      ))}
    </p>
  );
});

interface SegmentProps extends Marking {
  readonly segment: Segment;
  readonly text: string;
  readonly lanes: ReadonlyMap<PlacedSpan, number>;
  readonly selected: ReadonlySet<string>;
  readonly unconfirmed: ReadonlySet<string>;
}

function SegmentView({ segment, text, lanes, selected, unconfirmed, colorOf, titleOf }: SegmentProps) {
  if (segment.spans.length === 0 && segment.bridged.length === 0) {
    return (
      <span data-start={segment.start} {...controlMark(segment)}>
        {text}
      </span>
    );
  }
  const starting = segment.spans.filter((span) => span.start === segment.start);
  const isSelected = segment.spans.some((span) => selected.has(span.uuid));
  return (
    <>
      {starting.map((span, index) => (
        <i
          key={span.owner + span.uuid}
          className={styles.tag}
          data-span={span.owner === "" ? span.uuid : undefined}
          data-tag={span.owner === "" ? tagOf(span, titleOf) : undefined}
          style={
            { "--label": paintOf(span, colorOf), "--before": lettersOf(starting.slice(0, index), titleOf) } as Style
          }
        />
      ))}
      <span
        className={styles.marked}
        data-start={segment.start}
        data-selected={isSelected || undefined}
        {...controlMark(segment)}
        style={{ background: backgroundOf(segment, lanes, selected, unconfirmed, colorOf) }}
      >
        {text}
      </span>
    </>
  );
}

/** The name goes before the character, by style alone: the text stays what it is. */
function controlMark({ control }: Segment) {
  return control === null ? {} : { "data-control": control };
}

type Style = React.CSSProperties;

const LONGEST_TAG = 14;

/** How many letters the names of spans take up that begin at the same place: names stand side by side. */
function lettersOf(spans: readonly PlacedSpan[], titleOf: Marking["titleOf"]): number {
  const own = spans.filter(({ owner }) => owner === "");
  return own.reduce((letters, span) => letters + Math.min(tagOf(span, titleOf).length, LONGEST_TAG) + 1, 0);
}

/** A mention in a chain says its number, and has the chain's colour. */
function tagOf({ label, chain }: PlacedSpan, titleOf: Marking["titleOf"]): string {
  return chain > 0 ? `${chain} ${titleOf(label)}` : titleOf(label);
}

function paintOf({ label, chain }: PlacedSpan, colorOf: Marking["colorOf"]): string {
  return chain > 0 ? chainColor(chain) : colorOf(label);
}

/** A wash of the shortest span's colour, and under the text one bar a span, dotted through its gaps; other people's bars
 * run above it. */
function backgroundOf(
  segment: Segment,
  lanes: ReadonlyMap<PlacedSpan, number>,
  selected: ReadonlySet<string>,
  unconfirmed: ReadonlySet<string>,
  colorOf: (label: string) => string,
): string {
  const bridges = segment.bridged.map((span) => {
    const color = paintOf(span, colorOf);
    const dots = `repeating-linear-gradient(90deg, ${color} 0 2px, transparent 2px 5px)`;
    return `${dots} ${placeOf(span, lanes)} / 100% 1px no-repeat`;
  });
  const bars = segment.spans.map((span) => {
    const color = paintOf(span, colorOf);
    const isDashed = unconfirmed.has(span.uuid) || span.owner !== "";
    const paint = isDashed
      ? `repeating-linear-gradient(90deg, ${color} 0 4px, transparent 4px 7px)`
      : `linear-gradient(${color}, ${color})`;
    return `${paint} ${placeOf(span, lanes)} / 100% 2px no-repeat`;
  });
  const own = segment.spans.filter((span) => span.owner === "");
  const top = own.toSorted((a, b) => a.end - a.start - (b.end - b.start))[0];
  if (!top) return [...bars, ...bridges].join(", ");
  const chosen = own.find((span) => selected.has(span.uuid));
  const strength = chosen ? 46 : unconfirmed.has(top.uuid) ? 8 : 20;
  return [...bars, ...bridges, `color-mix(in srgb, ${paintOf(chosen ?? top, colorOf)} ${strength}%, transparent)`].join(
    ", ",
  );
}

/** Bars of spans that overlap lie below each other. */
function placeOf(span: PlacedSpan, lanes: ReadonlyMap<PlacedSpan, number>): string {
  const shift = Math.min(lanes.get(span) ?? 0, MAX_LANES) * 3;
  return span.owner === "" ? `0 calc(100% - ${shift}px)` : `0 ${shift}px`;
}
