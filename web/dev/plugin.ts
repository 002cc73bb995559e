/** While developing without a server: answers /api/v1 from memory. Never part of a build. */
import type { Plugin } from "vite";

export function inMemoryServer(): Plugin {
  return { name: "goldsmith-in-memory-server", apply: "serve" };
}
