/** The video editor's tools. */
import { RailButton, spellChord, type Tool, ToolRail } from "@goldsmith/editors";
import {
  IconArrowsMaximize,
  IconEyeOff,
  IconLine,
  IconMagnet,
  IconObjectScan,
  IconPoint,
  IconPointer,
  IconPolygon,
  IconSquare,
  IconSquareRotated,
  IconStretching,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ShapeType } from "../../image/web/geometry";
import type { ImageCanvas } from "../../image/web/ImageCanvas";
import type { ToolName } from "../../image/web/ImageTools";
import { TOOL_KEYS } from "../../image/web/keys";

interface VideoRailProps {
  readonly types: readonly ShapeType[];
  /** Those that find the border of a thing. */
  readonly finding: readonly ToolName[];
  readonly active: ToolName;
  readonly isHidden: boolean;
  readonly canvas: ImageCanvas | null;
  readonly onPick: (tool: ToolName) => void;
  readonly onHide: () => void;
}

const ICONS: Readonly<Partial<Record<ToolName, ReactNode>>> = {
  select: <IconPointer size={18} />,
  box: <IconSquare size={18} />,
  rotated_box: <IconSquareRotated size={18} />,
  skeleton: <IconStretching size={18} />,
  polygon: <IconPolygon size={18} />,
  line: <IconLine size={18} />,
  point: <IconPoint size={20} />,
  scissors: <IconMagnet size={18} />,
  cutout: <IconObjectScan size={18} />,
};

export function VideoRail({ types, finding, active, isHidden, canvas, onPick, onHide }: VideoRailProps) {
  const { t } = useTranslation("editor.video.v1");
  const tools: Tool[] = ["select" as const, ...types, ...finding].map((name) => ({
    name,
    title: t(name),
    chord: spellChord(TOOL_KEYS[name]),
    icon: ICONS[name],
  }));
  return (
    <ToolRail label={t("tools")} tools={tools} active={active} onPick={(name) => onPick(name as ToolName)}>
      <hr />
      <RailButton title={t("zoomIn")} chord="+" icon={<IconZoomIn size={18} />} onPress={() => canvas?.zoomBy(1.3)} />
      <RailButton
        title={t("zoomOut")}
        chord="-"
        icon={<IconZoomOut size={18} />}
        onPress={() => canvas?.zoomBy(1 / 1.3)}
      />
      <RailButton title={t("fit")} chord="⇧V" icon={<IconArrowsMaximize size={18} />} onPress={() => canvas?.fit()} />
      <RailButton title={t("hide")} chord="H" icon={<IconEyeOff size={18} />} isPressed={isHidden} onPress={onHide} />
    </ToolRail>
  );
}
