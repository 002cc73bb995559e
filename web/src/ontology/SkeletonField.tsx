/** The skeleton of a label: a small picture of it, and the keypoints with their names and mirror partners. */
import { ActionIcon, Select, TextInput } from "@mantine/core";
import { IconLock, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useText } from "../i18n/text";
import type { DraftLabel } from "./draft";
import classes from "./ontology.module.css";
import { SkeletonPicture } from "./SkeletonPicture";
import { changePoint, type DraftPoint, type DraftSkeleton, NO_SKELETON, pairPoints, removePoint } from "./skeleton";

interface SkeletonFieldProps {
  label: DraftLabel;
  onChange(skeleton: DraftSkeleton): void;
}

export function SkeletonField({ label, onChange }: SkeletonFieldProps) {
  const t = useText();
  const [chosen, choose] = useState<string | null>(null);
  const skeleton = label.skeleton ?? NO_SKELETON;
  return (
    <div className={classes.skeleton}>
      <div className={classes.skeletonStage}>
        <SkeletonPicture
          title={t("ontology.keypointPicture", { title: label.title })}
          color={label.color ?? "currentColor"}
          skeleton={skeleton}
          chosen={chosen}
          onChoose={choose}
          onChange={onChange}
        />
        <p className={classes.note}>{t("ontology.keypointHelp")}</p>
      </div>
      <div className={classes.keypoints}>
        {skeleton.points.length > 0 && (
          <div className={classes.keypointHead} aria-hidden="true">
            <span>{t("ontology.title")}</span>
            <span>{t("ontology.name")}</span>
            <span title={t("ontology.mirrorNote")}>{t("ontology.mirror")}</span>
          </div>
        )}
        {skeleton.points.map((point) => (
          <KeypointRow
            key={point.key}
            point={point}
            skeleton={skeleton}
            isChosen={point.key === chosen}
            onChoose={() => choose(point.key)}
            onChange={onChange}
          />
        ))}
      </div>
    </div>
  );
}

interface KeypointRowProps {
  point: DraftPoint;
  skeleton: DraftSkeleton;
  isChosen: boolean;
  onChoose(): void;
  onChange(skeleton: DraftSkeleton): void;
}

function KeypointRow({ point, skeleton, isChosen, onChoose, onChange }: KeypointRowProps) {
  const t = useText();
  const { key, isSaved } = point;
  const change = (wanted: Partial<DraftPoint>) => onChange(changePoint(skeleton, key, wanted));
  const others = skeleton.points.filter((other) => other.key !== key);
  return (
    <div className={classes.keypoint} data-chosen={isChosen || undefined}>
      <TextInput
        aria-label={t("ontology.title")}
        onFocus={onChoose}
        value={point.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <TextInput
        className={classes.name}
        aria-label={t("ontology.name")}
        value={point.name}
        readOnly={isSaved}
        title={isSaved ? t("ontology.frozen") : t("ontology.nameNote")}
        rightSection={isSaved ? <IconLock size={12} aria-label={t("ontology.frozen")} /> : null}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Select
        aria-label={t("ontology.mirror")}
        title={t("ontology.mirrorNote")}
        placeholder={t("ontology.noMirror")}
        clearable
        data={others.map((other) => ({ value: other.key, label: other.title || other.name }))}
        value={point.mirror || null}
        onChange={(partner) => onChange(pairPoints(skeleton, key, partner ?? ""))}
      />
      <ActionIcon
        size={24}
        disabled={isSaved}
        aria-label={`${t("ontology.remove")}: ${point.title}`}
        onClick={() => onChange(removePoint(skeleton, key))}
      >
        <IconTrash size={14} />
      </ActionIcon>
    </div>
  );
}
