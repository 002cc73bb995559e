/** How the text is shown and selected. */
import { RailButton, ToolRail } from "@goldsmith/editors";
import { IconLetterCase, IconTextDecrease, IconTextIncrease, IconTextWrap } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface TextToolsProps {
  /** There are labels to mark with. */
  readonly marks: boolean;
  readonly snaps: boolean;
  readonly hasTags: boolean;
  readonly onSnaps: () => void;
  readonly onTags: () => void;
  readonly onGrow: (step: 1 | -1) => void;
}

export function TextTools({ marks, snaps, hasTags, onSnaps, onTags, onGrow }: TextToolsProps) {
  const { t } = useTranslation("editor.text.v1");
  return (
    <ToolRail label={t("tools")} tools={[]} active={null} onPick={onTags}>
      {marks && (
        <>
          <RailButton
            title={t("snap")}
            chord="S"
            icon={<IconTextWrap size={18} />}
            isPressed={snaps}
            onPress={onSnaps}
          />
          <RailButton
            title={t("tags")}
            chord="T"
            icon={<IconLetterCase size={18} />}
            isPressed={hasTags}
            onPress={onTags}
          />
        </>
      )}
      <RailButton title={t("larger")} chord="+" icon={<IconTextIncrease size={18} />} onPress={() => onGrow(1)} />
      <RailButton title={t("smaller")} chord="-" icon={<IconTextDecrease size={18} />} onPress={() => onGrow(-1)} />
    </ToolRail>
  );
}
