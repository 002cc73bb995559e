import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Op } from "../editors/contract";
import type { Claim } from "./claim";
import { DraftSaver, type DraftState, type DraftWire } from "./drafts";
import { ApiError } from "./failures";
import { ActiveTimer, formatSeconds } from "./timer";

const claim = { assignment_id: "assignment_1", generation: 1, draft: null } as unknown as Claim;
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

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("drafts", () => {
  test("are saved a moment after the last operation, together", async () => {
    const { wire, saved } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(claim, [], wire, (state) => states.push(state));
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
    const saver = new DraftSaver(claim, [], wire, () => undefined);
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(600);
    saver.add([set("b")]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(saved).toEqual(["a", "b"]);
  });

  test("are tried again while the network is away", async () => {
    const { wire, saved, kept } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(claim, [], wire, (state) => states.push(state));
    kept.failure = new ApiError(0, "unreachable", "Away.");
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(1000);
    kept.failure = null;
    await vi.advanceTimersByTimeAsync(4000);
    expect(saved).toEqual(["a"]);
    expect(states.at(-1)).toBe("saved");
  });

  test("go on from the revision that another window left", async () => {
    const { wire, saved, kept } = keeper();
    const saver = new DraftSaver(claim, [], wire, () => undefined);
    kept.revision = 4;
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved).toEqual(["a"]);
    expect(kept.revision).toBe(5);
  });

  test("say so when the item belongs to somebody else now", async () => {
    const { wire, kept } = keeper();
    const states: DraftState[] = [];
    const saver = new DraftSaver(claim, [], wire, (state) => states.push(state));
    kept.failure = new ApiError(409, "stale_generation", "Leased to somebody else.");
    saver.add([set("a")]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(states.at(-1)).toBe("lost");
  });

  test("go out at once when the page closes", () => {
    const { wire, saved } = keeper();
    const saver = new DraftSaver(claim, [], wire, () => undefined);
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
