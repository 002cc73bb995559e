/** When a question is asked: always, or only with certain answers to others beside it. */
import { ActionIcon, Button, MultiSelect, NumberInput, SegmentedControl, Select } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import { useText } from "../i18n/text";
import { conditionsFor, type DraftCondition, type DraftTest, testOf } from "./conditions";
import type { DraftAttribute } from "./draft";
import classes from "./ontology.module.css";
import { treePaths } from "./parents";

interface ConditionFieldProps {
  attribute: DraftAttribute;
  beside: readonly DraftAttribute[];
  onChange(condition: DraftCondition | null): void;
}

/** Nothing where no other question could be the condition. */
export function ConditionField({ attribute, beside, onChange }: ConditionFieldProps) {
  const t = useText();
  const { condition } = attribute;
  const possible = conditionsFor(attribute, beside);
  if (condition?.kept) {
    return (
      <p className={classes.note}>
        {t("ontology.conditionDeep")}{" "}
        <Button variant="subtle" size="compact-xs" onClick={() => onChange(null)}>
          {t("ontology.conditionDrop")}
        </Button>
      </p>
    );
  }
  if (possible.length === 0) return null;
  const tests = condition?.tests ?? [];
  const put = (next: DraftTest[]) =>
    onChange(next.length > 0 ? { join: condition?.join ?? "all", tests: next, kept: null } : null);
  const rows = tests.length > 0 ? tests : [null];
  return (
    <div className={classes.conditions}>
      {rows.map((test, index) => (
        <TestRow
          key={test?.attribute ?? "none"}
          test={test}
          possible={possible}
          onChange={(next) =>
            put(next ? (test ? tests.with(index, next) : [next]) : tests.filter((_, other) => other !== index))
          }
        />
      ))}
      {tests.length > 0 && (
        <div className={classes.options}>
          {tests.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label={t("ontology.conditionJoin")}
              data={[
                { value: "all", label: t("ontology.conditionAll") },
                { value: "any", label: t("ontology.conditionAny") },
              ]}
              value={condition?.join ?? "all"}
              onChange={(join) => onChange({ join: join as "all", tests, kept: null })}
            />
          )}
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => {
              const free = possible.find(({ key }) => tests.every((each) => each.attribute !== key)) ?? possible[0];
              if (free) put([...tests, testOf(free)]);
            }}
          >
            {t("ontology.conditionAdd")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface TestRowProps {
  test: DraftTest | null;
  possible: readonly DraftAttribute[];
  onChange(test: DraftTest | null): void;
}

function TestRow({ test, possible, onChange }: TestRowProps) {
  const t = useText();
  const asked = possible.find(({ key }) => key === test?.attribute);
  return (
    <div className={classes.condition}>
      <Select
        label={t("ontology.askedIf")}
        placeholder={t("ontology.always")}
        clearable
        data={possible.map(({ key, title }) => ({ value: key, label: title || t("ontology.title") }))}
        value={asked?.key ?? null}
        onChange={(key) => {
          const next = possible.find((each) => each.key === key);
          onChange(next ? testOf(next) : null);
        }}
      />
      {asked && test && <Test asked={asked} test={test} onChange={onChange} />}
      {asked && (
        <ActionIcon
          size={28}
          className={classes.drop}
          aria-label={t("ontology.conditionDrop")}
          onClick={() => onChange(null)}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

/** More are found by typing. */
const MOST_OFFERED = 100;

interface TestProps {
  asked: DraftAttribute;
  test: DraftTest;
  onChange(test: DraftTest): void;
}

function Test({ asked, test, onChange }: TestProps) {
  const t = useText();
  const offered = useMemo(
    () => treePaths(asked.choices, t("ontology.title")).map(({ part, path }) => ({ value: part.key, label: path })),
    [asked.choices, t],
  );
  if (asked.type === "category") {
    return (
      <MultiSelect
        label={t("ontology.askedWith")}
        searchable
        limit={MOST_OFFERED}
        data={offered}
        value={test.choices}
        onChange={(choices) => onChange({ ...test, choices })}
      />
    );
  }
  if (asked.type === "number" || asked.type === "rating") {
    const number = (value: string | number) => (value === "" ? null : Number(value));
    return (
      <>
        <NumberInput
          label={t("ontology.atLeast")}
          value={test.at_least ?? ""}
          onChange={(value) => onChange({ ...test, at_least: number(value) })}
        />
        <NumberInput
          label={t("ontology.atMost")}
          value={test.at_most ?? ""}
          onChange={(value) => onChange({ ...test, at_most: number(value) })}
        />
      </>
    );
  }
  return (
    <Select
      label={t("ontology.askedWith")}
      allowDeselect={false}
      data={[
        { value: "yes", label: t("ontology.isAnswered") },
        { value: "no", label: t("ontology.isOpen") },
      ]}
      value={test.is_answered === false ? "no" : "yes"}
      onChange={(value) => onChange({ ...test, is_answered: value === "yes" })}
    />
  );
}
