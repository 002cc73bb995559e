/** Everything that is asked about a conversation, one question after the other. Pure. */
import { type Label, liveLabels, type Ontology } from "@goldsmith/editors";
import { type ChatContent, type Criterion, type Graph, type Message, stepsOf } from "../graph";
import type { Turn } from "../talking";
import type { Ask } from "./kinds";

/** The questions in the order in which they are read; `shown` is the order of what is compared. */
export function asksOf(
  ontology: Ontology,
  content: ChatContent,
  graph: Graph,
  shown: readonly Message[],
  turns: readonly Turn[] = [],
): Ask[] {
  const labels = liveLabels(ontology);
  const places = placesOf(graph, shown);
  const placeOf = ({ id }: Message) => places.get(id) ?? 0;
  const judgedBy = ({ targets }: Label) =>
    graph.targets(targets || "candidates").toSorted((a, b) => placeOf(a) - placeOf(b));
  const ofLabels = (shape: string, asks: (label: Label) => readonly Ask[]) =>
    labels.filter(({ shapes }) => shapes?.includes(shape)).flatMap(asks);
  const ofMessages = (shape: string, asks: (label: Label, message: Message) => readonly Ask[]) =>
    ofLabels(shape, (label) => judgedBy(label).flatMap((message) => asks(label, message)));
  return [
    ...ofMessages("step", stepAsks),
    ...ofMessages("grade", (label, message) => gradeAsks(label, message, content.rubric ?? [])),
    ...ofMessages("rating", ratingAsks),
    ...ofLabels("ranking", (label) => rankingAsks(label, label.name, graph.branching(), shown)),
    ...turns.flatMap(({ user, replies }) =>
      ofLabels("ranking", (label) => rankingAsks(label, `${label.name}/${user.id}`, user.id, replies)),
    ),
    ...ofLabels("message", (label) => [{ kind: "writing", key: label.name, label }]),
  ];
}

function stepAsks(label: Label, message: Message): readonly Ask[] {
  return stepsOf(message).map((text, step) => ({
    kind: "step",
    key: `${label.name}/${message.id}/${step}`,
    label,
    message,
    step,
    text,
  }));
}

function gradeAsks(label: Label, message: Message, rubric: readonly Criterion[]): readonly Ask[] {
  return rubric.map((criterion) => ({
    kind: "grade",
    key: `${label.name}/${message.id}/${criterion.id}`,
    label,
    message,
    criterion,
  }));
}

/** A label that asks nothing is given by a press. */
function ratingAsks(label: Label, message: Message): readonly Ask[] {
  const key = `${label.name}/${message.id}`;
  const attributes = (label.attributes ?? []).filter(({ retired }) => !retired);
  if (attributes.length === 0) return [{ kind: "mark", key, label, message }];
  return attributes.map((attribute) => ({
    kind: "attribute",
    key: `${key}/${attribute.name}`,
    label,
    message,
    attribute,
  }));
}

/** One alone is compared with nothing. */
function rankingAsks(label: Label, key: string, after: string, shown: readonly Message[]): readonly Ask[] {
  if (shown.length < 2) return [];
  return [{ kind: shown.length === 2 ? "pair" : "ranking", key, label, after, shown }];
}

/** Where each message stands on the page: those that are compared in the order of their showing, the others as said. */
function placesOf(graph: Graph, shown: readonly Message[]): ReadonlyMap<string, number> {
  const compared = shown[Symbol.iterator]();
  const ids = new Set(shown.map(({ id }) => id));
  const inPlace = [...graph.messages.keys()].map((id) => (ids.has(id) ? (compared.next().value?.id ?? id) : id));
  return new Map(inPlace.map((id, place) => [id, place]));
}
