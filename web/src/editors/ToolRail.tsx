/** The narrow column of tools at the canvas's side, each with its key. */
import type { ReactNode } from "react";
import styles from "./editors.module.css";
import { keepFocus } from "./keys";

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly chord: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
}

interface ToolRailProps {
  readonly label: string;
  readonly tools: readonly Tool[];
  readonly active: string | null;
  readonly onPick: (name: string) => void;
  readonly children?: ReactNode;
}

export function ToolRail({ label, tools, active, onPick, children }: ToolRailProps) {
  return (
    <div className={styles.rail} role="toolbar" aria-label={label} aria-orientation="vertical">
      {tools.map((tool) => (
        <RailButton key={tool.name} {...tool} isPressed={tool.name === active} onPress={() => onPick(tool.name)} />
      ))}
      {children}
    </div>
  );
}

interface RailButtonProps extends Omit<Tool, "name"> {
  readonly isPressed?: boolean;
  readonly onPress: () => void;
}

export function RailButton({ title, chord, icon, disabled, isPressed, onPress }: RailButtonProps) {
  return (
    <button
      type="button"
      className={styles.tool}
      aria-pressed={isPressed}
      aria-label={title}
      title={`${title} · ${chord}`}
      aria-keyshortcuts={chord}
      disabled={disabled}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {icon}
      <span className={styles.toolKey} data-key={chord} />
    </button>
  );
}
