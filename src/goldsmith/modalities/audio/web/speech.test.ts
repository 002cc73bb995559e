import { expect, test, vi } from "vitest";
import { type Desk, type Heard, makeCommands } from "./commands";
import type { Player } from "./sound/Player";
import { proposalsOf, type Said, wordsWithin } from "./sound/speech";
import { strings } from "./strings";

const SAID: Said = { start: 1, end: 2, transcript: "good day", words: [] };
const HEARD: Heard = { isComing: false, proposals: [SAID], unheard: null, unheardFrom: null };

function deskOf(heard: Partial<Heard>, more: Partial<Desk> = {}): Desk {
  const dispatch = vi.fn();
  const props = {
    answer: { annotations: [], global_attributes: {}, links: [] },
    readOnly: false,
    selection: [],
    dispatch,
  };
  return {
    props: props as unknown as Desk["props"],
    player: { stretch: { start: 0, end: 10 } } as unknown as Player,
    heard: { ...HEARD, ...heard },
    canPropose: true,
    propose: vi.fn(() => true),
    say: vi.fn(),
    written: null,
    ...more,
  } as unknown as Desk;
}

function propose(desk: Desk): string {
  makeCommands(desk).proposeVoice();
  const [[note]] = vi.mocked(desk.say).mock.calls as unknown as [[{ text: string }]];
  expect(Object.keys(strings.en)).toContain(note.text);
  return note.text;
}

const EMPTY = { of: "recording", name: "transcript", title: "What is said?", text: "" } as const;

test("stretches in which something was understood bring it, others come without words, in the order of time", () => {
  const voice = [
    { start: 0.2, end: 0.8 },
    { start: 1.1, end: 1.9 },
    { start: 2, end: 3 },
  ];
  expect(proposalsOf(voice, [SAID])).toEqual([voice[0], SAID, voice[2]]);
});

test("words end where the recording ends", () => {
  const words = [
    { text: "good", start: 1, end: 1.5 },
    { text: "day", start: 1.6, end: 2.2 },
  ];
  expect(wordsWithin(words, { start: 1.2, end: 1.8 })).toEqual([
    { text: "good", start: 1.2, end: 1.5 },
    { text: "day", start: 1.6, end: 1.8 },
  ]);
});

test("regions are proposed with their words, and the note says where they come from", () => {
  const desk = deskOf({});
  expect(propose(desk)).toBe("proposedSaid");
  expect(desk.propose).toHaveBeenCalledWith(SAID);
});

test.each(["not_installed", "no_time", "failed"] as const)("why words are missing is said: %s", (unheard) => {
  expect(propose(deskOf({ unheard }))).toBe(`proposed_${unheard}`);
  expect(propose(deskOf({ unheard, proposals: [] }, { canPropose: false, written: EMPTY }))).toBe(`unheard_${unheard}`);
});

test("labels without words are told nothing of them", () => {
  expect(propose(deskOf({ unheard: "not_installed" }, { propose: () => false }))).toBe("proposed");
});

test("nothing is proposed before all has come, nor where nobody speaks", () => {
  const desk = deskOf({ isComing: true });
  expect(propose(desk)).toBe("wordsComing");
  expect(desk.propose).not.toHaveBeenCalled();
  expect(propose(deskOf({ proposals: [] }))).toBe("noVoice");
});

test("a recording without labels gets its whole transcript, into an empty field only", () => {
  const proposals = [SAID, { start: 3, end: 4 }, { ...SAID, start: 5, end: 6, transcript: "to you" }];
  const desk = deskOf({ proposals }, { canPropose: false, written: EMPTY });
  expect(propose(desk)).toBe("transcriptProposed");
  expect(desk.props.dispatch).toHaveBeenCalledWith({ op: "set", name: "transcript", value: "good day to you" });
  const full = deskOf({ proposals }, { canPropose: false, written: { ...EMPTY, text: "mine" } });
  expect(propose(full)).toBe("alreadyWritten");
  expect(full.props.dispatch).not.toHaveBeenCalled();
  expect(propose(deskOf({ proposals }, { canPropose: false }))).toBe("noLabel");
  expect(propose(deskOf({ proposals: [] }, { canPropose: false, written: EMPTY }))).toBe("nothingUnderstood");
});

test.each(["no_time", "failed"] as const)("a transcript that ends early says so: %s", (unheard) => {
  const desk = deskOf({ unheard, unheardFrom: 60 }, { canPropose: false, written: EMPTY });
  expect(propose(desk)).toBe(`transcript_${unheard}`);
});
