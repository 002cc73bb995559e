/** The image editor's tools. */
import { RailButton, spellChord, type Tool, ToolRail } from "@goldsmith/editors";
import {
  IconArrowsMaximize,
  IconBrush,
  IconBucketDroplet,
  IconCircle,
  IconColorFilter,
  IconCube,
  IconEraser,
  IconEyeOff,
  IconFlame,
  IconLassoPolygon,
  IconLine,
  IconMagnet,
  IconObjectScan,
  IconPoint,
  IconPointer,
  IconPolygon,
  IconScissors,
  IconSparkles,
  IconSquare,
  IconSquareDashed,
  IconSquareRotated,
  IconStretching,
  IconVectorSpline,
  IconWand,
  IconZoomIn,
  IconZoomOut,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CommandMenu } from "./CommandMenu";
import type { ShapeType } from "./geometry";
import type { ImageCanvas } from "./ImageCanvas";
import type { Bench, ToolName } from "./ImageTools";
import { askTools, drawTools, editTools, TOOL_KEYS } from "./keys";

interface ImageToolRailProps {
  readonly types: readonly ShapeType[];
  readonly active: ToolName;
  readonly bench: Bench;
  readonly isHidden: boolean;
  readonly canvas: ImageCanvas | null;
  readonly onPick: (tool: ToolName) => void;
  readonly onHide: () => void;
  readonly isHeated: boolean;
  /** null while there are not two answers to compare. */
  readonly onHeat: (() => void) | null;
}

const ICONS: Readonly<Record<ToolName, ReactNode>> = {
  select: <IconPointer size={18} />,
  box: <IconSquare size={18} />,
  rotated_box: <IconSquareRotated size={18} />,
  polygon: <IconPolygon size={18} />,
  line: <IconLine size={18} />,
  point: <IconPoint size={20} />,
  ellipse: <IconCircle size={18} />,
  cuboid: <IconCube size={18} />,
  skeleton: <IconStretching size={18} />,
  hole: <IconSquareDashed size={18} />,
  cut: <IconScissors size={18} />,
  simplify: <IconVectorSpline size={18} />,
  mask: <IconBrush size={18} />,
  eraser: <IconEraser size={18} />,
  threshold: <IconColorFilter size={18} />,
  fill: <IconBucketDroplet size={18} />,
  lasso: <IconLassoPolygon size={18} />,
  wand: <IconWand size={18} />,
  scissors: <IconMagnet size={18} />,
  cutout: <IconObjectScan size={18} />,
  assist: <IconSparkles size={18} />,
};

export function ImageToolRail(props: ImageToolRailProps) {
  const { types, active, bench, isHidden, canvas, onPick, onHide, isHeated, onHeat } = props;
  const { t } = useTranslation("editor.image.v1");
  const drawing = [...drawTools(types), ...askTools(bench)].map((name): Tool => describe(name, t(name)));
  const editing = editTools(bench);
  return (
    <ToolRail label={t("tools")} tools={drawing} active={active} onPick={(name) => onPick(name as ToolName)}>
      {!bench.readOnly && <hr />}
      {editing.map((name) => (
        <RailButton
          key={name}
          {...describe(name, t(name))}
          isPressed={active === name}
          onPress={() => onPick(active === name ? "select" : name)}
        />
      ))}
      {!bench.readOnly && <CommandMenu bench={bench} />}
      <hr />
      <RailButton title={t("zoomIn")} chord="+" icon={<IconZoomIn size={18} />} onPress={() => canvas?.zoomBy(1.3)} />
      <RailButton
        title={t("zoomOut")}
        chord="-"
        icon={<IconZoomOut size={18} />}
        onPress={() => canvas?.zoomBy(1 / 1.3)}
      />
      <RailButton title={t("fit")} chord="F" icon={<IconArrowsMaximize size={18} />} onPress={() => canvas?.fit()} />
      {onHeat && (
        <RailButton title={t("heat")} chord="⇧O" icon={<IconFlame size={18} />} isPressed={isHeated} onPress={onHeat} />
      )}
      <RailButton title={t("hide")} chord="H" icon={<IconEyeOff size={18} />} isPressed={isHidden} onPress={onHide} />
    </ToolRail>
  );
}

function describe(name: ToolName, title: string): Tool {
  return { name, title, chord: spellChord(TOOL_KEYS[name]), icon: ICONS[name] };
}
