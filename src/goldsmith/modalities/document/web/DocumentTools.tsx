/** The tools beside the pages, and the bar under them: where one is, how it is shown, and what can be done here. */
import { keepFocus, spellChord, type Tool, ToolRail } from "@goldsmith/editors";
import {
  IconArrowsMaximize,
  IconArrowsSplit2,
  IconBorderHorizontal,
  IconBorderVertical,
  IconColumnRemove,
  IconEraser,
  IconLayoutSidebar,
  IconListNumbers,
  IconPointer,
  IconPolygon,
  IconRowRemove,
  IconSquareDashed,
  IconTableHeart,
  IconTableRow,
  IconTag,
  IconWand,
  IconZoomIn,
  IconZoomOut,
  IconZoomQuestion,
} from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./document.module.css";
import type { DocumentCommands } from "./keys";
import type { ToolName } from "./usePointer";

const SMALL = 16;

interface RailProps {
  readonly tool: ToolName;
  readonly canDraw: boolean;
  readonly commands: DocumentCommands;
}

export function DocumentRail({ tool, canDraw, commands }: RailProps) {
  const { t } = useTranslation("editor.document.v1");
  const drawing: readonly Tool[] = [
    { name: "box", title: t("box"), chord: "B", icon: <IconSquareDashed size={18} /> },
    { name: "polygon", title: t("polygon"), chord: "P", icon: <IconPolygon size={18} /> },
    { name: "order", title: t("order"), chord: "O", icon: <IconListNumbers size={18} /> },
  ];
  const select: Tool = { name: "select", title: t("select"), chord: "V", icon: <IconPointer size={18} /> };
  return (
    <ToolRail
      label={t("tools")}
      tools={canDraw ? [select, ...drawing] : [select]}
      active={tool}
      onPick={(name) => commands.pickTool(name as ToolName)}
    />
  );
}

interface BarProps {
  readonly page: number;
  readonly count: number;
  readonly zoom: number;
  readonly hasList: boolean;
  readonly hasTags: boolean;
  readonly hasTable: boolean;
  readonly isOrdering: boolean;
  readonly canPropose: boolean;
  readonly readOnly: boolean;
  readonly commands: DocumentCommands;
  readonly pageField: RefObject<HTMLInputElement | null>;
  readonly onPage: (page: number) => void;
  readonly onLeave: () => void;
}

export function DocumentBar(props: BarProps) {
  const { t } = useTranslation("editor.document.v1");
  const { commands, readOnly } = props;
  return (
    <div className={styles.bar}>
      <Group label={t("pages")}>
        {props.count > 1 && (
          <Button title={t("pageList")} chord="L" isOn={props.hasList} onPress={commands.toggleList}>
            <IconLayoutSidebar size={SMALL} />
          </Button>
        )}
        <PageField {...props} />
      </Group>
      <Group label={t("view")}>
        <Button title={t("zoomOut")} chord="-" onPress={() => commands.zoom(0.8)}>
          <IconZoomOut size={SMALL} />
        </Button>
        <Button title={t("zoomIn")} chord="+" onPress={() => commands.zoom(1.25)}>
          <IconZoomIn size={SMALL} />
        </Button>
        <Button title={t("fitWidth")} chord="Z" onPress={commands.fitWidth}>
          <IconArrowsMaximize size={SMALL} />
        </Button>
        <Button title={t("tags")} chord="Shift+T" isOn={props.hasTags} onPress={commands.toggleTags}>
          <IconTag size={SMALL} />
        </Button>
      </Group>
      {props.canPropose && !readOnly && (
        <Group label={t("words")}>
          <Button title={t("propose")} chord="Alt+G" onPress={commands.propose}>
            <IconWand size={SMALL} />
          </Button>
          <Button title={t("toUncertain")} chord="U" onPress={commands.toUncertain}>
            <IconZoomQuestion size={SMALL} />
          </Button>
        </Group>
      )}
      {props.hasTable && !readOnly && <TableButtons commands={commands} />}
      {props.isOrdering && !readOnly && (
        <Group label={t("orderActions")}>
          <Button title={t("numberAll")} chord="G" onPress={commands.guess}>
            <IconListNumbers size={SMALL} />
          </Button>
          <Button title={t("clearNumbers")} chord="Shift+O" onPress={commands.clearOrder}>
            <IconEraser size={SMALL} />
          </Button>
        </Group>
      )}
    </div>
  );
}

function TableButtons({ commands }: { readonly commands: DocumentCommands }) {
  const { t } = useTranslation("editor.document.v1");
  return (
    <Group label={t("tableActions")}>
      <Button title={t("addRow")} chord="J" onPress={() => commands.addLine("rows")}>
        <IconBorderHorizontal size={SMALL} />
      </Button>
      <Button title={t("addColumn")} chord="K" onPress={() => commands.addLine("columns")}>
        <IconBorderVertical size={SMALL} />
      </Button>
      <Button title={t("removeRow")} chord="Shift+J" onPress={() => commands.removeLine("rows")}>
        <IconRowRemove size={SMALL} />
      </Button>
      <Button title={t("removeColumn")} chord="Shift+K" onPress={() => commands.removeLine("columns")}>
        <IconColumnRemove size={SMALL} />
      </Button>
      <Button title={t("merge")} chord="M" onPress={commands.merge}>
        <IconArrowsSplit2 size={SMALL} />
      </Button>
      <Button title={t("header")} chord="H" onPress={commands.toggleHeader}>
        <IconTableRow size={SMALL} />
      </Button>
      <Button title={t("guess")} chord="G" onPress={commands.guess}>
        <IconTableHeart size={SMALL} />
      </Button>
    </Group>
  );
}

function PageField({ page, count, pageField, onPage, onLeave }: BarProps) {
  const { t } = useTranslation("editor.document.v1");
  const [draft, setDraft] = useState(String(page + 1));
  useEffect(() => setDraft(String(page + 1)), [page]);
  const go = () => {
    const wanted = Number.parseInt(draft, 10);
    if (Number.isFinite(wanted)) onPage(Math.min(Math.max(wanted, 1), count) - 1);
    onLeave();
  };
  return (
    <span className={styles.pageField}>
      <input
        ref={pageField}
        type="text"
        inputMode="numeric"
        aria-label={t("pageField")}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => setDraft(String(page + 1))}
        onKeyDown={(event) => {
          if (event.key === "Enter") go();
          else if (event.key === "Escape") onLeave();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {t("ofPages", { count })}
    </span>
  );
}

function Group({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
    <div role="group" aria-label={label} className={styles.group}>
      {children}
    </div>
  );
}

interface ButtonProps {
  readonly title: string;
  readonly chord: string;
  readonly isOn?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Button({ title, chord, isOn, onPress, children }: ButtonProps) {
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={title}
      title={`${title} · ${spellChord(chord)}`}
      aria-keyshortcuts={chord}
      aria-pressed={isOn}
      onMouseDown={keepFocus}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
