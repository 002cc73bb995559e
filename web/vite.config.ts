/** How the web app is built: React, the modalities' editors, and a proxy to a running server while developing. */
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { modalityEditors } from "./src/editors/discover.ts";

const api = process.env.GOLDSMITH_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), modalityEditors() as Plugin],
  build: { target: "es2023", sourcemap: false, chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  server: { host: "127.0.0.1", proxy: { "/api": { target: api, changeOrigin: true, headers: { Origin: api } } } },
  test: {
    environment: "jsdom",
    pool: "threads",
    // One page for all tests of a thread: making a fresh one for each file costs ten times the tests themselves.
    isolate: false,
    include: ["src/**/*.test.{ts,tsx}", "../src/goldsmith/modalities/*/web/**/*.test.{ts,tsx}"],
    benchmark: { include: ["../src/goldsmith/modalities/*/web/**/*.bench.ts"] },
  },
});
