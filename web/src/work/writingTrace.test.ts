import { afterEach, describe, expect, test, vi } from "vitest";
import { WritingRecorder } from "./writingTrace";

afterEach(() => document.body.replaceChildren());

function recorder() {
  let at = 1000;
  const made = new WritingRecorder(() => at);
  return { made, pass: (seconds: number) => (at += seconds * 1000) };
}

describe("what is kept of writing", () => {
  test("changes that follow each other fast are one revision, with the length at its end", () => {
    const { made, pass } = recorder();
    made.revised("response", 1);
    pass(2);
    made.revised("response", 9);
    pass(10);
    made.revised("response", 5);
    expect(made.traces()[0]?.revisions).toEqual([
      { at_seconds: 0, characters: 9 },
      { at_seconds: 12, characters: 5 },
    ]);
  });

  test("time out of sight is counted once, from when the page was left", () => {
    const { made, pass } = recorder();
    made.revised("response", 1);
    made.left();
    pass(3);
    made.left();
    pass(4);
    made.cameBack();
    made.cameBack();
    expect(made.traces()[0]?.away_seconds).toBe(7);
  });

  test("a long sitting stays within bounds, and its end is known", () => {
    const { made, pass } = recorder();
    for (let n = 0; n < 700; n++) {
      pass(6);
      made.revised("response", n);
      made.pasted("response", n);
    }
    const [trace] = made.traces();
    expect([trace?.revisions.length, trace?.pastes.length]).toEqual([500, 500]);
    expect(trace?.revisions.at(-1)).toEqual({ at_seconds: 4200, characters: 699 });
    for (let n = 0; n < 80; n++) made.revised(`field ${n}`, 1);
    expect(made.traces()).toHaveLength(50);
  });

  test("of a page only the lengths in named fields are kept, and words never", () => {
    const { made } = recorder();
    const heard = vi.fn();
    made.onChange(heard);
    const stop = made.listenTo(document);
    const field = document.body.appendChild(document.createElement("textarea"));
    const other = document.body.appendChild(document.createElement("textarea"));
    field.dataset.writes = "response";
    for (const each of [field, other]) {
      each.value = "a secret 🎉";
      each.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const paste = new Event("paste", { bubbles: true }) as Event & { clipboardData: unknown };
    paste.clipboardData = { getData: () => "pasted words" };
    field.dispatchEvent(paste);
    expect(made.traces()).toEqual([
      {
        field: "response",
        pastes: [{ at_seconds: 0, characters: 12 }],
        revisions: [{ at_seconds: 0, characters: 10 }],
        away_seconds: 0,
      },
    ]);
    expect(JSON.stringify(made.traces())).not.toContain("secret");
    expect(heard).toHaveBeenCalledTimes(2);
    stop();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    expect(heard).toHaveBeenCalledTimes(2);
  });
});
