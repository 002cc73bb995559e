import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Op } from "../editors/contract";
import type { Claim } from "./claim";
import { DraftSaver, type DraftState, type DraftWire } from "./drafts";
import { ApiError } from "./failures";
import { BrowserJournal, unsavedOf } from "./journal";
import { ActiveTimer, formatSeconds } from "./timer";
import "fake-indexeddb/auto";

const claim = { assignment_id: "assignment_1", generation: 1, draft: null, hypothesis_id: null } as unknown as Claim;
const start = { claim, seed: [] };
const set = (value: string): Op => ({ op: "set", name: "tone", value });

/** A server that keeps drafts by revision. */
function keeper() {
  const saved: string[] = [];
  const kept = { revision: 0, failure: null as Error | null };
  const wire: DraftWire = {
    async put(_claim, revision, operations) {
      if (kept.failure) throw kept.failure;
      if (revision !== kept.revision) throw new ApiError(409, "stale_draft", "Somebody wrote before.");
      kept.revision += 1;
      saved.push(operations.map((op) => String((op as { value: string }).value)).join(","));
      return { revision: kept.revision };
    },
    currentRevision: async () => kept.revision,
  };
  return { wire, saved, kept };
}

let owners = 0;

/** A device of its own. */
function journal(): BrowserJournal {
  owners += 1;
  return new BrowserJournal(`device ${owners}`);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("drafts", () => {
  test("are saved a moment after the last operation, together", async () => {
    const { wire, saved } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(start, wire, journal(), (state) => states.push(state));
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(300);
    saver.add([set("b")]);
    await vi.advanceTimersByTimeAsync(500);
    expect(saved).toEqual(["a,b"]);
    expect(states).toEqual(["saving", "saving", "saved"]);
  });

  test("keep operations that come while another save is on its way", async () => {
    const { wire, saved } = keeper();
    const put = wire.put;
    wire.put = async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return put(...given);
    };
    const saver = new DraftSaver(start, wire, journal(), () => undefined);
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(600);
    saver.add([set("b")]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(saved).toEqual(["a", "b"]);
  });

  test("are tried again while the network is away", async () => {
    const { wire, saved, kept } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(start, wire, journal(), (state) => states.push(state));
    kept.failure = new ApiError(0, "unreachable", "Away.");
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(1000);
    kept.failure = null;
    await vi.advanceTimersByTimeAsync(4000);
    expect(saved).toEqual(["a"]);
    expect(states).toEqual(["saving", "offline", "saved"]);
  });

  test("go on from the revision that another window left", async () => {
    const { wire, saved, kept } = keeper();
    const saver = new DraftSaver(start, wire, journal(), () => undefined);
    kept.revision = 4;
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved).toEqual(["a"]);
    expect(kept.revision).toBe(5);
  });

  test("say so when the item belongs to somebody else now", async () => {
    const { wire, kept } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(start, wire, journal(), (state) => states.push(state));
    kept.failure = new ApiError(409, "stale_generation", "Leased to somebody else.");
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states.at(-1)).toBe("lost");
  });

  test("are saved while somebody draws without a pause", async () => {
    const { wire, saved } = keeper();
    const saver = new DraftSaver(start, wire, journal(), () => undefined);
    for (const value of "abcdefgh") {
      saver.add([set(value)]);
      await vi.advanceTimersByTimeAsync(150);
    }
    expect(saved.join(",")).toContain("a,b,c,d,e");
  });

  test("are kept on this device from the first moment until the server has them", async () => {
    const { wire, saved, kept } = keeper();
    const device = journal();
    kept.failure = new ApiError(0, "unreachable", "Away.");
    const killed = new DraftSaver(start, wire, device, () => undefined);
    killed.add([set("a")]);
    killed.add([set("b")]);
    const unsaved = await unsavedOf(device, claim);
    expect(unsaved.operations).toEqual([set("a"), set("b")]);
    killed.close();

    kept.failure = null;
    new DraftSaver({ ...start, unsaved }, wire, device, () => undefined);
    await vi.advanceTimersByTimeAsync(100);
    expect(saved).toEqual(["a,b"]);
    await vi.waitFor(async () => expect((await unsavedOf(device, claim)).operations).toEqual([]));
  });

  test("of a window that fell behind another do not undo its work", async () => {
    const device = journal();
    await device.keep({ fence: "assignment_1 1", revision: 2, operations: [set("a")], at: 0 });
    const at = (revision: number) => ({ ...claim, draft: { revision } }) as unknown as Claim;
    expect((await unsavedOf(device, at(2))).operations).toHaveLength(1);
    expect((await unsavedOf(device, at(3))).operations).toHaveLength(1);
    expect((await unsavedOf(device, at(4))).operations).toHaveLength(0);
    await device.forgetOld(40 * 86_400_000);
    expect((await unsavedOf(device, at(2))).operations).toHaveLength(0);
  });

  test("name the answer when the item is decided, unless a save is on its way", async () => {
    const { wire } = keeper();
    const saver = new DraftSaver(start, wire, journal(), () => undefined);
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(500);
    saver.add([set("b")]);
    expect(saver.finish()).toEqual({ revision: 1, hypothesis_id: null, operations: [set("b")] });

    wire.put = () => new Promise(() => undefined);
    const busy = new DraftSaver(start, wire, journal(), () => undefined);
    busy.add([set("a")]);
    await vi.advanceTimersByTimeAsync(500);
    expect(busy.finish()).toBeNull();
  });

  test("give up the save on its way when the item is decided, and say no word of it", async () => {
    const { wire } = keeper();
    const states: DraftState[] = [];
    let given: AbortSignal | undefined;
    wire.put = (_claim, _revision, _operations, { signal } = {}) => {
      given = signal;
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    };
    const saver = new DraftSaver(start, wire, journal(), (state) => states.push(state));
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(500);
    saver.finish();
    expect(given?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(states).toEqual(["saving"]);
  });

  test("that the server refuses after the item was decided are no news", async () => {
    const { wire, kept } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(start, wire, journal(), (state) => states.push(state));
    saver.add([set("a")]);
    let refuse = (_: Error): void => undefined;
    wire.put = () =>
      new Promise((_resolve, reject) => {
        refuse = reject;
      });
    await vi.advanceTimersByTimeAsync(500);
    saver.finish();
    refuse(new ApiError(409, "stale_claim", "It is decided."));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(kept.revision).toBe(0);
    expect(states).toEqual(["saving"]);
  });

  test("go out at once when the page closes", () => {
    const { wire, saved } = keeper();
    const saver = new DraftSaver(start, wire, journal(), () => undefined);
    saver.add([set("a")]);
    saver.flush();
    expect(saved).toEqual(["a"]);
  });
});

describe("the timer", () => {
  test("counts a pause for at most a minute", () => {
    let now = 0;
    const timer = new ActiveTimer(() => now);
    now = 10_000;
    timer.touch();
    now = 600_000;
    expect(timer.isIdle).toBe(true);
    timer.touch();
    now = 605_000;
    expect(timer.seconds).toBe(75);
    timer.restart();
    expect(timer.seconds).toBe(0);
  });

  test("is shown as minutes and seconds", () => {
    expect([0, 9.9, 61, 3600].map(formatSeconds)).toEqual(["0:00", "0:09", "1:01", "60:00"]);
  });
});
