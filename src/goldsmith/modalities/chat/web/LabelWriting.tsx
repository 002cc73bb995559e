/** What a labeler writes under one label: a response, a better one, or what the user says next. */
import type { EditorProps, Label } from "@goldsmith/editors";
import type { Ranking } from "./asks";
import { type Graph, type Message, writtenIn } from "./graph";
import type { Asks } from "./useAsks";
import { type Draft, Writing } from "./Writing";

interface LabelWritingProps {
  readonly props: EditorProps;
  readonly label: Label;
  readonly graph: Graph;
  readonly shown: readonly Message[];
  readonly asks: Asks;
}

export function LabelWriting({ props, label, graph, shown, asks }: LabelWritingProps) {
  const { answer, dispatch, readOnly } = props;
  const { name, title, writing } = label;
  const [written] = writtenIn(answer, name);
  const ask = asks.all.find((each) => each.kind === "writing" && each.label.name === name);
  const role = writing?.role ?? "assistant";

  function write({ content, revises }: Draft): void {
    if (content === "" && !revises) {
      if (written) dispatch({ op: "remove", uuid: written.uuid });
      return;
    }
    const shape = { type: "message", parent: parentOf(role, graph, shown), role, content, revises, reply: "" };
    const base = { uuid: written?.uuid ?? crypto.randomUUID(), label: name, attributes: written?.attributes ?? {} };
    dispatch({ op: "put", annotation: { ...base, ...shape } });
  }

  return (
    <Writing
      name={name}
      title={title || name}
      role={role}
      isRevision={writing?.is_revision ?? false}
      least={writing?.least ?? 1}
      most={writing?.most ?? 100_000}
      candidates={shown}
      best={bestOf(props, shown)}
      draft={written ? { content: written.content, revises: written.revises ?? "" } : null}
      readOnly={readOnly}
      onFocus={() => ask && asks.goTo(ask)}
      onWrite={write}
    />
  );
}

/** What the user says follows all that was said; a response stands beside those that are shown. */
function parentOf(role: string, graph: Graph, shown: readonly Message[]): string {
  if (role === "user") return graph.last();
  return shown.length > 0 ? (shown[0]?.parent ?? "") : graph.branching();
}

/** The response that stands alone at the top of a ranking, or the only one. */
function bestOf({ answer }: EditorProps, shown: readonly Message[]): string | undefined {
  if (shown.length === 1) return shown[0]?.id;
  const ranking = answer.annotations.find((shape): shape is Ranking => shape.type === "ranking");
  const [top] = ranking?.groups ?? [];
  return top?.length === 1 ? top[0] : undefined;
}
