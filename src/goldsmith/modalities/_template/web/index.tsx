/** The editor of blank.v1: a list of numbers; press one, or walk with the arrow keys and press Enter, to mark it. */
import { CANVAS, chordOf, defineEditor, type EditorProps, isOnCanvas, type Shape, useKeys } from "@goldsmith/editors";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

function Editor(props: EditorProps) {
  const { assets, ontology, answer, dispatch, readOnly, activeLabel, colorOf, onPainted } = props;
  const { t } = useTranslation("editor.blank.v1");
  const numbers = useNumbers(assets[0]?.url ?? null);
  const [at, setAt] = useState(0);
  const label = activeLabel ?? ontology.labels?.[0]?.name;

  // once the list is on screen
  useEffect(() => {
    if (numbers) onPainted();
  }, [numbers]);

  useKeys("editor", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[chordOf(event)];
    if (!numbers || !isOnCanvas(event.target)) return false;
    if (step) setAt((now) => Math.max(0, Math.min(numbers.length - 1, now + step)));
    else if (chordOf(event) === "Enter") toggle(at);
    else return false;
    return true;
  });

  function toggle(index: number) {
    const marked = answer.annotations.filter((shape) => shape.index === index);
    if (readOnly) return;
    if (marked.length > 0) dispatch(marked.map(({ uuid }) => ({ op: "remove", uuid })));
    else if (label) dispatch({ op: "put", annotation: newMark(label, index) });
  }

  return (
    <section {...CANVAS} aria-label={t("list")} style={{ padding: 16, overflow: "auto" }}>
      {numbers?.map((number, index) => {
        const mark = answer.annotations.find((shape) => shape.index === index);
        return (
          <button
            key={`${index}:${number}`}
            type="button"
            aria-pressed={mark !== undefined}
            onClick={() => toggle(index)}
            style={{
              margin: 4,
              padding: 8,
              borderColor: mark && colorOf(mark.label),
              outline: index === at ? "2px solid" : "none",
            }}
          >
            {number}
          </button>
        );
      })}
    </section>
  );
}

function useNumbers(url: string | null): readonly number[] | null {
  const [numbers, setNumbers] = useState<readonly number[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    if (url) {
      fetch(url)
        .then((response) => response.json())
        .then((found) => isCurrent && setNumbers(found));
    }
    return () => {
      isCurrent = false;
    };
  }, [url]);
  return numbers;
}

function newMark(label: string, index: number): Shape {
  return { uuid: crypto.randomUUID(), type: "mark", label, attributes: {}, index };
}

export default defineEditor({
  name: "blank.v1",
  Editor,
  strings: { en: { list: "Numbers", walk: "Walk along the list", mark: "Mark or unmark" } },
  describe: (shape) => `#${shape.index}`,
  keys: [
    { keys: ["ArrowLeft", "ArrowRight"], does: "walk" },
    { keys: ["Enter"], does: "mark" },
  ],
});
