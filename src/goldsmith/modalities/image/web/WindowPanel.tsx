/** Window and level of samples: which band is shown, what is black and what is white. */
import { chordOf, isField, type KeyHelp, useKeys } from "@goldsmith/editors";
import { useEffect, useReducer } from "react";
import { useTranslation } from "react-i18next";
import styles from "./picture.module.css";
import type { Picture } from "./pictureLayer";
import { TiledPicture } from "./TiledPicture";
import { autoChannel, autoWindowing, type Channel, shiftLevel, stretchWindow, type Windowing } from "./windowing";

export const WINDOW_KEY_HELP: readonly KeyHelp[] = [
  { keys: ["\\", "|"], does: "keyWindowAuto" },
  { keys: [";", "'"], does: "keyWindowLevel" },
  { keys: [":", '"'], does: "keyWindowWidth" },
];

const STEP = 0.08;
const STRETCH = 1.15;

export function WindowPanel({ picture }: { readonly picture: Picture }) {
  const { t } = useTranslation("editor.image.v1");
  const [, refresh] = useReducer((count: number) => count + 1, 0);
  const tiled = picture instanceof TiledPicture ? picture : null;
  useEffect(() => tiled?.watch(refresh), [tiled]);
  useKeys("editor", (event) => {
    if (isField(event.target) || !tiled?.windowing) return false;
    const next = pressed(chordOf(event), tiled, tiled.windowing);
    if (next) tiled.windowing = next;
    return next !== null;
  });
  if (!tiled) return null;
  return (
    <>
      {tiled.hasFailed && (
        <p className={styles.failed} role="alert">
          {t("tilesFailed")}
        </p>
      )}
      {tiled.windowing && <Controls picture={tiled} windowing={tiled.windowing} />}
    </>
  );
}

function pressed(chord: string, picture: TiledPicture, windowing: Windowing): Windowing | null {
  switch (chord) {
    case "\\":
      return autoWindowing(picture.facts, windowing);
    case "|":
      return { ...windowing, isInverted: !windowing.isInverted };
    case ";":
      return shiftLevel(windowing, STEP);
    case "'":
      return shiftLevel(windowing, -STEP);
    case ":":
      return stretchWindow(windowing, STRETCH);
    case '"':
      return stretchWindow(windowing, 1 / STRETCH);
    default:
      return null;
  }
}

interface ControlsProps {
  readonly picture: TiledPicture;
  readonly windowing: Windowing;
}

function Controls({ picture, windowing }: ControlsProps) {
  const { t } = useTranslation("editor.image.v1");
  const bands = picture.facts.bands ?? 1;
  const isColor = windowing.channels.length === 3;
  const show = (next: Windowing) => {
    picture.windowing = next;
  };
  const showBands = (shown: readonly number[]) =>
    show({ ...windowing, channels: shown.map((band) => autoChannel(picture.facts, band)) });
  return (
    <fieldset className={styles.panel} aria-label={t("window")}>
      <div className={styles.row}>
        {bands >= 3 && (
          <Toggle isOn={isColor} onClick={() => showBands(isColor ? [0] : [0, 1, 2])} says={t("windowColor")} />
        )}
        <Toggle isOn={false} onClick={() => show(autoWindowing(picture.facts, windowing))} says={t("windowAuto")} />
        <Toggle
          isOn={windowing.isInverted}
          onClick={() => show({ ...windowing, isInverted: !windowing.isInverted })}
          says={t("windowInvert")}
        />
      </div>
      {windowing.channels.map((channel, number) => (
        <ChannelRows
          key={number}
          picture={picture}
          channel={channel}
          title={isColor ? t(`channel${number}`) : t("windowGrey")}
          onChange={(next) =>
            show({ ...windowing, channels: windowing.channels.map((each, at) => (at === number ? next : each)) })
          }
        />
      ))}
    </fieldset>
  );
}

function Toggle({ isOn, onClick, says }: { isOn: boolean; onClick: () => void; says: string }) {
  return (
    <button type="button" className={styles.button} aria-pressed={isOn} onClick={onClick}>
      {says}
    </button>
  );
}

interface ChannelProps {
  readonly picture: TiledPicture;
  readonly channel: Channel;
  readonly title: string;
  readonly onChange: (channel: Channel) => void;
}

function ChannelRows({ picture: { facts }, channel, title, onChange }: ChannelProps) {
  const { t } = useTranslation("editor.image.v1");
  const range = facts.ranges?.[channel.band];
  const bounds = { min: range?.min ?? 0, max: Math.max(range?.max ?? 65_535, (range?.min ?? 0) + 1) };
  const tell = (sample: number) => showValue(sample, facts.scale ?? 1, facts.offset ?? 0);
  return (
    <>
      {(facts.bands ?? 1) > 1 && (
        <label className={styles.row}>
          {title}
          <select
            value={channel.band}
            aria-label={`${title}: ${t("windowBand")}`}
            onChange={(event) => onChange(autoChannel(facts, Number(event.target.value)))}
          >
            {Array.from({ length: facts.bands ?? 1 }, (_, band) => (
              <option key={band} value={band}>
                {t("windowBand")} {band + 1}
              </option>
            ))}
          </select>
        </label>
      )}
      <Slider
        says={`${title}: ${t("windowLow")}`}
        value={channel.low}
        bounds={bounds}
        shown={tell(channel.low)}
        onChange={(low) => onChange({ ...channel, low: Math.min(low, channel.high - 1) })}
      />
      <Slider
        says={`${title}: ${t("windowHigh")}`}
        value={channel.high}
        bounds={bounds}
        shown={tell(channel.high)}
        onChange={(high) => onChange({ ...channel, high: Math.max(high, channel.low + 1) })}
      />
    </>
  );
}

interface SliderProps {
  readonly says: string;
  readonly value: number;
  readonly bounds: { readonly min: number; readonly max: number };
  readonly shown: string;
  readonly onChange: (value: number) => void;
}

function Slider({ says, value, bounds, shown, onChange }: SliderProps) {
  return (
    <div className={styles.row}>
      <input
        type="range"
        aria-label={says}
        aria-valuetext={shown}
        min={bounds.min}
        max={bounds.max}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span className={styles.value}>{shown}</span>
    </div>
  );
}

function showValue(sample: number, scale: number, offset: number): string {
  const value = offset + sample * scale;
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
