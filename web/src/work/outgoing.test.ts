import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "./failures";
import { type Outgoing, OutgoingQueue } from "./outgoing";
import { BrowserStorage, MemoryStorage } from "./outgoingStorage";
import "fake-indexeddb/auto";

const entry = (id: string): Outgoing => ({ id, path: `/assignments/${id}/submit`, body: { n: id }, title: id, at: id });
const unreachable = new ApiError(0, "unreachable", "The server cannot be reached.");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("outgoing answers", () => {
  test("are sent in order, one at a time, and leave the storage when the server has answered", async () => {
    const storage = new MemoryStorage();
    const sent: string[] = [];
    const queue = new OutgoingQueue(storage, async ({ id }) => sent.push(id));
    const results = Promise.all([queue.enqueue(entry("1")), queue.enqueue(entry("2"))]);
    expect(queue.state.waiting).toHaveLength(2);
    expect(await results).toEqual([1, 2]);
    await vi.runAllTimersAsync();
    expect(sent).toEqual(["1", "2"]);
    expect(storage.entries.size).toBe(0);
    expect(queue.state.savedAt).not.toBeNull();
  });

  test("wait on this device while the network is away, and go out by themselves", async () => {
    const storage = new MemoryStorage();
    let isAway = true;
    const queue = new OutgoingQueue(storage, async () => {
      if (isAway) throw unreachable;
      return "taken";
    });
    const result = queue.enqueue(entry("1"));
    await vi.advanceTimersByTimeAsync(3000);
    expect(queue.state).toMatchObject({ isOffline: true, waiting: [{ id: "1" }] });
    expect(storage.entries.size).toBe(1);
    isAway = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await result).toBe("taken");
    expect(queue.state).toMatchObject({ isOffline: false, waiting: [] });
  });

  test("do not wait out the pause when the network is back", async () => {
    let tries = 0;
    const queue = new OutgoingQueue(new MemoryStorage(), async () => {
      tries += 1;
      if (tries === 1) throw unreachable;
    });
    void queue.enqueue(entry("1"));
    await vi.advanceTimersByTimeAsync(10);
    queue.retryNow();
    await vi.advanceTimersByTimeAsync(1);
    expect(tries).toBe(2);
  });

  test("that are refused are kept with the reason, and do not hold up the others", async () => {
    const storage = new MemoryStorage();
    const queue = new OutgoingQueue(storage, async ({ id }) => {
      if (id === "1") throw new ApiError(409, "lease_expired", "The lease ran out.");
      return "taken";
    });
    const [first, second] = [queue.enqueue(entry("1")), queue.enqueue(entry("2"))];
    expect(await first).toBeNull();
    expect(await second).toBe("taken");
    await vi.runAllTimersAsync();
    expect(queue.state.refused).toMatchObject([{ id: "1", refused: { code: "lease_expired" } }]);
    expect([...storage.entries.keys()]).toEqual(["1"]);
    await queue.dismiss("1");
    expect(storage.entries.size).toBe(0);
  });

  test("of an earlier visit are taken up again, oldest first", async () => {
    const storage = new MemoryStorage();
    await storage.put(entry("2"));
    await storage.put(entry("1"));
    await storage.put({ ...entry("0"), refused: { code: "lease_expired", sentence: "Too late." } });
    const sent: string[] = [];
    const queue = new OutgoingQueue(storage, async ({ id }) => sent.push(id));
    await queue.resume();
    await vi.runAllTimersAsync();
    expect(sent).toEqual(["1", "2"]);
    expect(queue.state.refused).toHaveLength(1);
  });

  test("go out even where the browser's storage refuses", async () => {
    const broken = Object.assign(new MemoryStorage(), { put: () => Promise.reject(new Error("full")) });
    const queue = new OutgoingQueue(broken, async () => "taken");
    expect(await queue.enqueue(entry("1"))).toBe("taken");
  });
});

test("the browser's storage keeps owners apart", async () => {
  vi.useRealTimers();
  const [mine, theirs] = [new BrowserStorage("person_1 customer_1"), new BrowserStorage("person_2 customer_1")];
  await mine.put(entry("1"));
  expect(await mine.all()).toEqual([entry("1")]);
  expect(await theirs.all()).toEqual([]);
  await mine.remove("1");
  expect(await mine.all()).toEqual([]);
});
