/** How the text is shown and selected. */
import { RailButton, ToolRail } from "@goldsmith/editors";
import {
  IconBlockquote,
  IconLetterA,
  IconLetterCase,
  IconTextDecrease,
  IconTextIncrease,
  IconTextWrap,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Snap } from "./snapping";

interface TextToolsProps {
  /** There are labels to mark with. */
  readonly marks: boolean;
  readonly snap: Snap;
  readonly hasTags: boolean;
  readonly onSnap: () => void;
  readonly onTags: () => void;
  readonly onGrow: (step: 1 | -1) => void;
}

const SNAP_TITLES = { words: "snapWords", characters: "snapCharacters", sentences: "snapSentences" } as const;
const SNAP_ICONS = {
  words: <IconTextWrap size={18} />,
  characters: <IconLetterA size={18} />,
  sentences: <IconBlockquote size={18} />,
};

export function TextTools({ marks, snap, hasTags, onSnap, onTags, onGrow }: TextToolsProps) {
  const { t } = useTranslation("editor.text.v1");
  return (
    <ToolRail label={t("tools")} tools={[]} active={null} onPick={onTags}>
      {marks && (
        <>
          <RailButton
            title={t(SNAP_TITLES[snap])}
            chord="S"
            icon={SNAP_ICONS[snap]}
            isPressed={snap !== "characters"}
            onPress={onSnap}
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
