/** The rubric that a labeler writes under one label. */
import type { EditorProps, Label } from "@goldsmith/editors";
import { isCriterion, Rubric } from "./Rubric";

export function LabelRubric({ props, label }: { readonly props: EditorProps; readonly label: Label }) {
  const { answer, dispatch, readOnly, rubricTests } = props;
  const { name, title } = label;
  const criteria = answer.annotations.filter(isCriterion).filter((each) => each.label === name);
  return (
    <Rubric
      title={title || name}
      criteria={criteria}
      readOnly={readOnly}
      tests={rubricTests}
      onRemove={(uuid) => dispatch({ op: "remove", uuid })}
      onPut={(put, uuid) => {
        const before = criteria.find((each) => each.uuid === uuid);
        if (put.criterion === "") {
          if (before) dispatch({ op: "remove", uuid: before.uuid });
          return;
        }
        const base = { uuid: uuid ?? crypto.randomUUID(), type: "criterion", label: name, attributes: {} };
        dispatch({ op: "put", annotation: { ...base, ...before, ...put } });
      }}
    />
  );
}
