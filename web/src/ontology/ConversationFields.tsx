/** How a label is asked about a conversation: of which messages, compared how finely, or written as what. */
import { Checkbox, NumberInput, Select } from "@mantine/core";
import { useText } from "../i18n/text";
import type { DraftLabel } from "./draft";

interface ConversationFieldsProps {
  label: DraftLabel;
  shapes: readonly string[];
  onChange(change: Partial<DraftLabel>): void;
}

const TARGETS = ["", "candidates", "assistant", "user", "tool", "every"] as const;
const STRENGTHS = ["1", "2", "3"] as const;
const ROLES = ["assistant", "user", "system"] as const;
const PLAIN_COMPARISON = { strengths: 1, allow_ties: true, allow_all_bad: false };
const PLAIN_WRITING = { role: "assistant", is_revision: false, least: 1, most: 100_000, turns: 1 } as const;
const JUDGED = ["rating", "step", "grade"];

export function ConversationFields({ label, shapes, onChange }: ConversationFieldsProps) {
  const t = useText();
  const isOnly = (shape: string) => shapes.includes(shape) && label.shapes.includes(shape);
  const comparison = label.comparison ?? PLAIN_COMPARISON;
  const writing = label.writing ?? PLAIN_WRITING;
  const compare = (change: Partial<typeof comparison>) => onChange({ comparison: { ...comparison, ...change } });
  const write = (change: Partial<typeof writing>) => onChange({ writing: { ...writing, ...change } });
  return (
    <>
      {JUDGED.some(isOnly) && (
        <Select
          label={t("ontology.targets")}
          allowDeselect={false}
          data={TARGETS.map((value) => ({ value, label: t(`ontology.target.${value || "free"}`) }))}
          value={label.targets}
          onChange={(targets) => onChange({ targets: (targets ?? "") as DraftLabel["targets"] })}
        />
      )}
      {isOnly("ranking") && (
        <>
          <Select
            label={t("ontology.strengths")}
            allowDeselect={false}
            data={STRENGTHS.map((value) => ({ value, label: t(`ontology.strength.${value}`) }))}
            value={String(comparison.strengths)}
            onChange={(strengths) => compare({ strengths: Number(strengths ?? 1) })}
          />
          <Checkbox
            label={t("ontology.allowTies")}
            checked={comparison.allow_ties}
            onChange={(event) => compare({ allow_ties: event.currentTarget.checked })}
          />
          <Checkbox
            label={t("ontology.allowAllBad")}
            checked={comparison.allow_all_bad}
            onChange={(event) => compare({ allow_all_bad: event.currentTarget.checked })}
          />
        </>
      )}
      {isOnly("message") && (
        <>
          <Select
            label={t("ontology.role")}
            allowDeselect={false}
            data={ROLES.map((value) => ({ value, label: t(`ontology.roleName.${value}`) }))}
            value={writing.role}
            onChange={(role) => write({ role: (role ?? "assistant") as (typeof ROLES)[number] })}
          />
          <Checkbox
            label={t("ontology.isRevision")}
            checked={writing.is_revision}
            onChange={(event) => write({ is_revision: event.currentTarget.checked })}
          />
          <NumberInput
            label={t("ontology.least")}
            min={0}
            max={writing.most}
            value={writing.least}
            onChange={(least) => write({ least: Number(least) || 0 })}
          />
        </>
      )}
    </>
  );
}
