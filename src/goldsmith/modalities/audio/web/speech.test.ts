import { expect, test, vi } from "vitest";
import { type Desk, type Heard, makeCommands } from "./commands";
import type { Player } from "./sound/Player";
import { proposalsOf, proposalsWithin, type Said, unheardIn, wordsWithin } from "./sound/speech";
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
    player: {} as unknown as Player,
    stretch: { start: 0, end: 10 },
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

test("of a part only what is said in it is proposed, and only what is missing in it is told", () => {
  const words = [
    { text: "good", start: 1, end: 1.5 },
    { text: "day", start: 1.6, end: 2 },
  ];
  const stretch = { start: 1.55, end: 5 };
  const proposals = [
    { start: 0.1, end: 0.9 },
    { ...SAID, words },
    { start: 4, end: 9 },
    { start: 6, end: 7 },
  ];
  expect(proposalsWithin(proposals, stretch)).toEqual([
    { start: 1.55, end: 2, transcript: "day", words: words.slice(1) },
    { start: 4, end: 5, transcript: "", words: [] },
  ]);
  const speech = { url: null, unheard: "no_time", unheardFrom: 5 } as const;
  expect(unheardIn(speech, stretch)).toBeNull();
  expect(unheardIn({ ...speech, unheardFrom: 4.9 }, stretch)).toBe("no_time");
  expect(unheardIn({ ...speech, unheardFrom: null }, stretch)).toBe("no_time");
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
