/** Where outgoing decisions wait: the browser's database, apart for each person and customer; memory for tests. */
import { openDatabase } from "./browserDatabase";
import type { Outgoing, OutgoingStorage } from "./outgoing";

export class BrowserStorage implements OutgoingStorage {
  private readonly owner: string;

  constructor(owner: string) {
    this.owner = owner;
  }

  async all(): Promise<Outgoing[]> {
    return (await openDatabase(this.owner)).getAll("outgoing");
  }

  async put(entry: Outgoing): Promise<void> {
    await (await openDatabase(this.owner)).put("outgoing", entry);
  }

  async remove(id: string): Promise<void> {
    await (await openDatabase(this.owner)).delete("outgoing", id);
  }
}

export class MemoryStorage implements OutgoingStorage {
  readonly entries = new Map<string, Outgoing>();

  async all(): Promise<Outgoing[]> {
    return [...this.entries.values()];
  }

  async put(entry: Outgoing): Promise<void> {
    this.entries.set(entry.id, entry);
  }

  async remove(id: string): Promise<void> {
    this.entries.delete(id);
  }
}
