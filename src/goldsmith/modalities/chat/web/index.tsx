/** The editor of chat.v1: responses beside each other, judged, ranked, corrected and written, by key or by mouse. */
import { type Answer, defineEditor, type EditorTask, type Ontology, type Shape } from "@goldsmith/editors";
import i18next from "i18next";
import { type Ask, asksOf, inShownOrder, isOpen, letterOf, type Ranking, spellRanking } from "./asks";
import { ChatEditor } from "./ChatEditor";
import { type ChatContent, givenGraph, isWritten } from "./graph";
import { isCriterion } from "./Rubric";
import { isPassage } from "./spans";
import { strings } from "./strings";
import { conversationOf, talkLabel } from "./talking";

const NAMESPACE = "editor.chat.v1";

function describe(shape: Shape): string {
  if (shape.type === "ranking") return spellRanking(shape as Ranking, (shape as Ranking).shown);
  if (isPassage(shape)) return shape.text.slice(0, 80);
  if (isWritten(shape)) return shape.content.slice(0, 80);
  if (isCriterion(shape)) return shape.criterion.slice(0, 80);
  return [shape.message, shape.step, shape.criterion].filter((part) => part !== undefined).join(" · ");
}

/** The first question that is still open, in words. */
function openPart(task: EditorTask, ontology: Ontology, answer: Answer): string | null {
  const content = task.content as unknown as ChatContent;
  const graph = givenGraph(content);
  const shown = inShownOrder(graph, task.seed, answer);
  const spoken = talkLabel(ontology);
  const turns = spoken ? conversationOf(content, answer, spoken.name).every : [];
  const open = asksOf(ontology, content, graph, shown, turns).find((ask) => isOpen(ask, answer));
  return open
    ? wordsFor(
        open,
        shown.findIndex(({ id }) => "message" in open && id === open.message.id),
      )
    : null;
}

function wordsFor(ask: Ask, place: number): string {
  const t = (key: string, values?: Record<string, unknown>) => i18next.t(key, { ns: NAMESPACE, ...values });
  const title = ask.label.title || ask.label.name;
  if (ask.kind === "pair" || ask.kind === "ranking") return t("openRank", { title });
  if (ask.kind === "writing") return t("openWriting", { title, least: ask.label.writing?.least ?? 1 });
  const where = place < 0 ? t("whereMessage") : t("whereResponse", { letter: letterOf(place) });
  return t("openMessage", { title: ask.kind === "attribute" ? ask.attribute.title : title, where });
}

export default defineEditor({
  name: "chat.v1",
  Editor: ChatEditor,
  strings,
  describe,
  openPart,
  isInPanel: ({ shapes }) => !shapes?.length || shapes.includes("span"),
  keys: [
    { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], does: "answerKey" },
    { keys: ["0"], does: "badKey", shapes: ["ranking"] },
    { keys: ["Shift+1"], does: "equalKey", shapes: ["ranking"] },
    { keys: ["ArrowUp", "ArrowDown"], does: "moveKey" },
    { keys: ["C"], does: "clearKey" },
    { keys: ["X"], does: "mistakeKey", shapes: ["step"] },
    { keys: ["I"], does: "writeKey", shapes: ["message", "criterion", "rating"] },
    { keys: ["E"], does: "editKey", shapes: ["message"] },
    { keys: ["ArrowLeft", "ArrowRight"], does: "versionKey", shapes: ["message"] },
    { keys: ["P"], does: "pictureKey", shapes: ["message"] },
    { keys: ["G"], does: "goOnKey", shapes: ["message"] },
    { keys: ["T"], does: "testKey", shapes: ["criterion"] },
    { keys: ["M"], does: "viewKey" },
    { keys: [".", ","], does: "sentenceKey", shapes: ["span"] },
    { keys: [">"], does: "extendKey", shapes: ["span"] },
  ],
});
