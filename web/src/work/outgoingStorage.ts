/** Where outgoing decisions wait: the browser's database, apart for each person and customer; memory for tests. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Outgoing, OutgoingStorage } from "./outgoing";

interface Schema extends DBSchema {
  outgoing: { key: string; value: Outgoing };
}

export class BrowserStorage implements OutgoingStorage {
  private readonly database: Promise<IDBPDatabase<Schema>>;

  constructor(owner: string) {
    this.database = openDB<Schema>(`goldsmith ${owner}`, 1, {
      upgrade: (database) => void database.createObjectStore("outgoing", { keyPath: "id" }),
    });
  }

  async all(): Promise<Outgoing[]> {
    return (await this.database).getAll("outgoing");
  }

  async put(entry: Outgoing): Promise<void> {
    await (await this.database).put("outgoing", entry);
  }

  async remove(id: string): Promise<void> {
    await (await this.database).delete("outgoing", id);
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
