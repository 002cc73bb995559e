import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Claim, Item } from "./claim";
import { requestOf } from "./claim";
import { createDesk, type DeskWire, isDue } from "./desk";
import { ApiError } from "./failures";
import { HELD_MS, MOST_HELD } from "./hold";
import { OutgoingQueue } from "./outgoing";
import { MemoryStorage } from "./outgoingStorage";
import { primaryDecision } from "./useDecisions";

const answer = { annotations: [], global_attributes: {}, links: [] };

function claimNumber(number: number): Claim {
  return {
    assignment_id: `assignment_${number}`,
    generation: 1,
    purpose: "label",
    leased_at: `2026-01-01T00:00:${String(number).padStart(2, "0")}Z`,
    expires_at: "2026-01-01T00:15:00Z",
    project_id: "project_1",
    ontology_version: 1,
    instructions_version: 1,
    task: { id: `task_${number}`, unique_id: null, instruction: null, content: {} },
    assets: [],
    hypothesis: null,
    hypothesis_id: null,
    draft: null,
    consensus: null,
    answers: [],
    comment: null,
  };
}

/** A server with so many tasks; the same rules as the real one. */
function server(tasks: number, held: Claim[] = []) {
  let given = held.length;
  const log: string[] = [];
  const grant = () => (given < tasks ? claimNumber(given++) : null);
  const wire: DeskWire = {
    mine: async () => held,
    claim: async () => {
      log.push("claim");
      return grant();
    },
    renew: async () => ({ expires_at: "2026-01-01T00:30:00Z" }),
    release: async (claim) => log.push(`release ${claim.assignment_id}`),
    prepare: async (claim): Promise<Item> => ({ claim, ontology: {} }),
    settled: () => undefined,
  };
  const send = async (entry: { path: string }, wantsNext: boolean) => {
    log.push(entry.path.split("/").slice(2).join(" "));
    return wantsNext ? grant() : null;
  };
  return { wire, send, log };
}

function deskOver(tasks: number, held: Claim[] = [], storage = new MemoryStorage()) {
  const { wire, send, log } = server(tasks, held);
  const outgoing = new OutgoingQueue(storage, send);
  return { desk: createDesk("label", wire, outgoing), log, wire, outgoing };
}

const shown = (desk: ReturnType<typeof deskOver>["desk"]) => {
  const { item, next, phase } = desk.getState();
  return [phase, item?.claim.assignment_id ?? null, next?.claim.assignment_id ?? null];
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the desk", () => {
  test("opens without what an earlier visit handed in and the server has not heard of", async () => {
    const storage = new MemoryStorage();
    const request = requestOf(claimNumber(0), { kind: "submit", answer }, 1);
    await storage.put({ id: "assignment_0 1", ...request, at: "2026-01-01T00:00:00Z", title: "first" });
    const { desk, log } = deskOver(4, [claimNumber(0), claimNumber(1)], storage);
    await desk.open();
    expect(shown(desk)).toEqual(["working", "assignment_1", "assignment_2"]);
    expect(log).toContain("assignment_0 submit");
  });

  test("opens with one item in hand and one prepared", async () => {
    const { desk } = deskOver(5);
    await desk.open();
    expect(shown(desk)).toEqual(["working", "assignment_0", "assignment_1"]);
  });

  test("shows the next item in the same tick as the decision", async () => {
    const { desk, log } = deskOver(5);
    await desk.open();
    desk.decide({ kind: "submit", answer }, 3);
    expect(shown(desk)).toEqual(["working", "assignment_1", null]);
    await vi.advanceTimersByTimeAsync(10);
    expect(shown(desk)).toEqual(["working", "assignment_1", "assignment_2"]);
    expect(log).toEqual(["claim", "claim", "assignment_0 submit"]);
  });

  test("gives back what was claimed on top, instead of losing it", async () => {
    const { wire, send, log } = server(9);
    const later = <T>(milliseconds: number, ask: () => T) =>
      new Promise<Awaited<T>>((resolve) => setTimeout(async () => resolve(await ask()), milliseconds));
    const { claim } = wire;
    wire.claim = () => later(50, claim);
    const slowly = new OutgoingQueue(new MemoryStorage(), (...asked) => later(60, () => send(...asked)));
    const desk = createDesk("label", wire, slowly);
    void desk.open();
    await vi.advanceTimersByTimeAsync(60);
    desk.decide({ kind: "submit", answer }, 1);
    await vi.advanceTimersByTimeAsync(200);
    expect(shown(desk)).toEqual(["working", "assignment_1", "assignment_2"]);
    expect(log).toContain("release assignment_3");
  });

  test("takes up what was in hand before a reload instead of claiming more", async () => {
    const { desk, log } = deskOver(5, [claimNumber(1), claimNumber(0)]);
    await desk.open();
    expect(shown(desk)).toEqual(["working", "assignment_0", "assignment_1"]);
    expect(log).toEqual([]);
  });

  test("finds a claim again whose answer was lost on the way", async () => {
    const held: Claim[] = [];
    const { desk, wire, log } = deskOver(5, held);
    const { claim } = wire;
    wire.claim = async () => {
      const granted = await claim();
      if (log.length > 1) return granted;
      held.push(granted as Claim);
      throw new ApiError(0, "unreachable", "The server cannot be reached.");
    };
    await desk.open();
    expect(shown(desk)).toEqual(["fetching", null, null]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(shown(desk)).toEqual(["working", "assignment_0", "assignment_1"]);
  });

  test("rests when there is nothing to do, and looks again by itself", async () => {
    const { desk, wire } = deskOver(1);
    await desk.open();
    desk.decide({ kind: "submit", answer }, 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(shown(desk)).toEqual(["empty", null, null]);
    wire.claim = async () => claimNumber(7);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(shown(desk)[1]).toBe("assignment_7");
  });

  test("counts answers as done, not skips", async () => {
    const { desk } = deskOver(9);
    await desk.open();
    desk.decide({ kind: "submit", answer }, 1);
    await vi.advanceTimersByTimeAsync(10);
    desk.decide({ kind: "skip", reason: "broken" }, 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.getState().doneHere).toBe(1);
  });

  test("holds a decision back for a while, and shows the next item at once", async () => {
    const { desk, log } = deskOver(9);
    await desk.open();
    desk.decideForNow({ kind: "submit", answer }, 1);
    expect(shown(desk)).toEqual(["working", "assignment_1", null]);
    await vi.advanceTimersByTimeAsync(10);
    expect(shown(desk)).toEqual(["working", "assignment_1", "assignment_2"]);
    expect(log).not.toContain("assignment_0 submit");
    await vi.advanceTimersByTimeAsync(HELD_MS);
    expect(log).toContain("assignment_0 submit");
    expect(desk.getState().held).toEqual([]);
    expect(shown(desk)).toEqual(["working", "assignment_1", "assignment_2"]);
  });

  test("takes decisions back, the newest first, and loses no item on the way", async () => {
    const { desk, log } = deskOver(4);
    await desk.open();
    for (const kind of ["submit", "submit"] as const) {
      desk.decideForNow({ kind, answer }, 1);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(desk.takeBack() && desk.takeBack()).toBe(true);
    expect(desk.getState()).toMatchObject({ doneHere: 0, item: { takenBack: { kind: "submit", answer } } });
    const seen: (string | undefined)[] = [];
    for (let round = 0; round < 4; round += 1) {
      seen.push(desk.getState().item?.claim.assignment_id);
      desk.decideForNow({ kind: "submit", answer }, 1);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(seen).toEqual(["assignment_0", "assignment_1", "assignment_2", "assignment_3"]);
    await vi.advanceTimersByTimeAsync(HELD_MS);
    const sent = log.filter((line) => line.endsWith("submit"));
    expect(sent).toEqual(seen.map((id) => `${id} submit`));
  });

  test("holds back no more than a few", async () => {
    const { desk, log } = deskOver(20);
    await desk.open();
    for (let round = 0; round <= MOST_HELD; round += 1) {
      desk.decideForNow({ kind: "submit", answer }, 1);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(log.filter((line) => line.endsWith("submit"))).toEqual(["assignment_0 submit"]);
    expect(desk.getState().held).toHaveLength(MOST_HELD);
  });

  test("brings the last item back from the empty desk", async () => {
    const { desk } = deskOver(1);
    await desk.open();
    desk.decideForNow({ kind: "submit", answer }, 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(shown(desk)).toEqual(["empty", null, null]);
    desk.takeBack();
    expect(shown(desk)).toEqual(["working", "assignment_0", null]);
  });

  test("sends what it held when it closes", async () => {
    const { desk, log } = deskOver(5);
    await desk.open();
    desk.decideForNow({ kind: "submit", answer }, 1);
    desk.close();
    await vi.advanceTimersByTimeAsync(10);
    expect(log).toContain("assignment_0 submit");
  });

  test("keeps a held decision on this device, so that a killed tab loses nothing", async () => {
    const storage = new MemoryStorage();
    const { desk } = deskOver(5, [], storage);
    await desk.open();
    desk.decideForNow({ kind: "submit", answer }, 1);
    expect([...storage.entries.keys()]).toEqual(["assignment_0 1"]);
    desk.takeBack();
    expect(storage.entries.size).toBe(0);
  });

  test("gives back what was fetched ahead when it closes, and keeps what is in hand", async () => {
    const { desk, log } = deskOver(5);
    await desk.open();
    desk.close();
    expect(log.slice(2)).toEqual(["release assignment_1"]);
  });

  test("does not take an item back that was just handed in", async () => {
    const { desk, wire } = deskOver(1);
    await desk.open();
    wire.claim = async () => claimNumber(0);
    desk.decide({ kind: "submit", answer }, 1);
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.getState().item).toBeNull();
  });

  test("keeps the item on screen when its lease is lost, and says so", async () => {
    const { desk, wire } = deskOver(5);
    await desk.open();
    wire.renew = () => Promise.reject(new ApiError(409, "lease_expired", "The lease ran out."));
    await desk.renewDue(900);
    await vi.advanceTimersByTimeAsync(10);
    expect(desk.getState()).toMatchObject({ isLost: true, item: { claim: { assignment_id: "assignment_0" } } });
    desk.leaveItem();
    expect(desk.getState().isLost).toBe(false);
  });
});

test("a lease is renewed when half of it is gone", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(isDue("2026-01-01T00:10:00Z", 900, now)).toBe(false);
  expect(isDue("2026-01-01T00:07:00Z", 900, now)).toBe(true);
});

describe("decisions", () => {
  test("each goes to its own address with its generation", () => {
    const claim = claimNumber(3);
    expect(requestOf(claim, { kind: "submit", answer }, 2)).toEqual({
      path: "/assignments/assignment_3/submit",
      body: { generation: 1, answer, seconds: 2 },
    });
    expect(requestOf({ ...claim, purpose: "review" }, { kind: "reject", comment: "no" }, 2)).toEqual({
      path: "/assignments/assignment_3/review",
      body: { generation: 1, verdict: "reject", comment: "no", seconds: 2 },
    });
    expect(requestOf({ ...claim, purpose: "audit" }, { kind: "wrong", answer }, 2).path).toMatch(/audit$/);
    expect(requestOf(claim, { kind: "skip", reason: "broken" }, 2).body).toEqual({ generation: 1, reason: "broken" });
  });

  test("Enter means what the screen says", () => {
    expect(primaryDecision("label", answer, false, false).kind).toBe("submit");
    expect(primaryDecision("review", answer, false, false).kind).toBe("accept");
    expect(primaryDecision("review", answer, true, false).kind).toBe("fix");
    expect(primaryDecision("audit", answer, false, false).kind).toBe("correct");
    expect(primaryDecision("audit", answer, false, true)).toEqual({ kind: "wrong" });
    expect(primaryDecision("audit", answer, true, true)).toEqual({ kind: "wrong", answer });
  });
});
