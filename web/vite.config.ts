/** How the web app is built: React, the modalities' editors, and a proxy or an in-memory server while developing. */
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { inMemoryServer } from "./dev/plugin.ts";
import { modalityEditors } from "./src/editors/discover.ts";

const api = process.env.GOLDSMITH_API;

export default defineConfig({
  plugins: [react(), modalityEditors() as Plugin, api ? null : inMemoryServer()],
  build: { target: "es2023", sourcemap: false, chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  server: { host: "127.0.0.1", proxy: api ? { "/api": { target: api, changeOrigin: true } } : undefined },
  test: {
    environment: "jsdom",
    pool: "threads",
    // One page for all tests of a thread: making a fresh one for each file costs ten times the tests themselves.
    isolate: false,
    include: ["src/**/*.test.{ts,tsx}", "../src/goldsmith/modalities/*/web/**/*.test.{ts,tsx}"],
  },
});
