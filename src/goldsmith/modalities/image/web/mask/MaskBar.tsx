/** What the mask tool in hand can be set to, and what can be done to the selected masks. */
import { keepFocus } from "@goldsmith/editors";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { ToolName } from "../ImageTools";
import type { Bench } from "../tools/contract";
import { diameters } from "./brush";
import { COVER_KEYS, type CoverAction, runCover } from "./coverKeys";
import styles from "./mask.module.css";
import { maskSettings } from "./settings";

interface MaskBarProps {
  readonly tool: ToolName;
  readonly bench: Bench;
  readonly gaps: number | null;
  /** The settings changed: draw what depends on them. */
  readonly onChange: () => void;
}

const BRUSHES: ReadonlySet<ToolName> = new Set(["mask", "eraser", "threshold"]);
const TOLERANT: ReadonlySet<ToolName> = new Set(["threshold", "wand"]);

/** One step of the slider is one step of the keys: fine where the brush is small. */
const DIAMETERS: readonly number[] = diameters();

export function MaskBar({ tool, bench, gaps, onChange }: MaskBarProps) {
  const { t } = useTranslation("editor.image.v1");
  const settings = useStore(maskSettings);
  useEffect(onChange, [settings]);
  const button = (action: CoverAction, isPressed?: boolean) => (
    <BarButton action={action} isPressed={isPressed} onPress={() => runCover(action, bench)} />
  );
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("maskBar")}>
      {BRUSHES.has(tool) && (
        <>
          {button("toggleTip", settings.tip === "square")}
          <Range
            title={t("brushSize")}
            keys="[ ]"
            value={settings.diameter}
            place={placeOf(settings.diameter)}
            most={DIAMETERS.length - 1}
            onChange={(place) => maskSettings.setState({ diameter: DIAMETERS[place] })}
          />
        </>
      )}
      {TOLERANT.has(tool) && (
        <Range
          title={t("tolerance")}
          keys=", ."
          value={settings.tolerance}
          place={settings.tolerance}
          most={255}
          onChange={(tolerance) => maskSettings.setState({ tolerance })}
        />
      )}
      {button("toggleLock", settings.isLocked)}
      {button("beginNew")}
      {gaps !== null && gaps > 0 && (
        <Group>
          {button("nextGap")}
          {button("fillRest")}
        </Group>
      )}
    </div>
  );
}

function Group({ children }: { readonly children: ReactNode }) {
  return <span className={styles.group}>{children}</span>;
}

interface BarButtonProps {
  readonly action: CoverAction;
  readonly isPressed?: boolean;
  readonly onPress: () => void;
}

function BarButton({ action, isPressed, onPress }: BarButtonProps) {
  const { t } = useTranslation("editor.image.v1");
  return (
    <button
      type="button"
      className={styles.button}
      aria-pressed={isPressed}
      aria-keyshortcuts={COVER_KEYS[action]}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {t(action)}
      <span className={styles.key} aria-hidden="true">
        {COVER_KEYS[action].replace("Shift+", "⇧")}
      </span>
    </button>
  );
}

interface RangeProps {
  readonly title: string;
  readonly keys: string;
  readonly value: number;
  /** Where the slider stands, from 0 to `most`. */
  readonly place: number;
  readonly most: number;
  readonly onChange: (place: number) => void;
}

function Range({ title, keys, value, place, most, onChange }: RangeProps) {
  return (
    <label className={styles.range}>
      {title}
      <input
        type="range"
        min={0}
        max={most}
        value={place}
        aria-valuetext={String(value)}
        onChange={({ target }) => onChange(Number(target.value))}
      />
      <output className={styles.value}>{value}</output>
      <span className={styles.key} aria-hidden="true">
        {keys}
      </span>
    </label>
  );
}

function placeOf(diameter: number): number {
  return DIAMETERS.findLastIndex((each) => each <= diameter);
}
