/** This device's own database: one for each person and customer, so that nothing is ever sent under the wrong name. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { KeptOperations } from "./journal";
import type { Outgoing } from "./outgoing";

interface Schema extends DBSchema {
  outgoing: { key: string; value: Outgoing };
  unsaved: { key: number; value: KeptOperations; indexes: { fence: string } };
}

export type BrowserDatabase = IDBPDatabase<Schema>;

const opened = new Map<string, Promise<BrowserDatabase>>();

export function openDatabase(owner: string): Promise<BrowserDatabase> {
  const known = opened.get(owner);
  if (known) return known;
  const opening = openDB<Schema>(`goldsmith ${owner}`, 2, {
    upgrade(database, version) {
      if (version < 1) database.createObjectStore("outgoing", { keyPath: "id" });
      if (version < 2) database.createObjectStore("unsaved", { autoIncrement: true }).createIndex("fence", "fence");
    },
    // An older page still holds the first version: let go when a newer one asks.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  opened.set(owner, opening);
  return opening;
}
