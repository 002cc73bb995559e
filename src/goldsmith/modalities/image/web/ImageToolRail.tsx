/** The image editor's tools. */
import { RailButton, type Tool, ToolRail } from "@goldsmith/editors";
import {
  IconArrowsMaximize,
  IconEyeOff,
  IconLine,
  IconPoint,
  IconPointer,
  IconPolygon,
  IconSquare,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ShapeType } from "./geometry";
import type { ImageCanvas } from "./ImageCanvas";
import type { ToolName } from "./ImageTools";
import { TOOL_KEYS } from "./keys";

interface ImageToolRailProps {
  readonly types: readonly ShapeType[];
  readonly active: ToolName;
  readonly isHidden: boolean;
  readonly canvas: ImageCanvas | null;
  readonly onPick: (tool: ToolName) => void;
  readonly onHide: () => void;
}

const ICONS: Readonly<Record<ToolName, ReactNode>> = {
  select: <IconPointer size={18} />,
  box: <IconSquare size={18} />,
  polygon: <IconPolygon size={18} />,
  line: <IconLine size={18} />,
  point: <IconPoint size={20} />,
};

export function ImageToolRail({ types, active, isHidden, canvas, onPick, onHide }: ImageToolRailProps) {
  const { t } = useTranslation("editor.image.v1");
  const tools: Tool[] = (["select", ...types] as const).map((name) => ({
    name,
    title: t(name),
    chord: TOOL_KEYS[name],
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
      <RailButton title={t("fit")} chord="F" icon={<IconArrowsMaximize size={18} />} onPress={() => canvas?.fit()} />
      <RailButton title={t("hide")} chord="H" icon={<IconEyeOff size={18} />} isPressed={isHidden} onPress={onHide} />
    </ToolRail>
  );
}
