// How the window is built and tested. Never inlines scripts, styles or fonts: the app's content
// security policy allows files of its own only.
import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Rollup } from "vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { messagesIn } from "./src/words/messages-in.ts";

/** Whatever the first page needs is one file, because each file costs a call to the app before the first rows. */
function firstPage(entry: string): Rollup.GetManualChunk {
  let needed: Set<string> | null = null;
  return (id, { getModuleInfo }) => {
    if (!needed) {
      needed = new Set(getModuleInfo(entry)?.importedIds);
      // A set grows while it is walked.
      for (const one of needed) getModuleInfo(one)?.importedIds.forEach((id) => needed?.add(id));
    }
    return needed.has(id) ? "first" : null;
  };
}

/** A file of messages, split while building. */
const messages: Plugin = {
  name: "messages",
  transform(text, id) {
    if (!id.endsWith(".ftl?messages")) return null;
    return `export default ${JSON.stringify(messagesIn(text))}`;
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), messages],
  base: "/",
  // A script of Latin letters alone is read faster: WebKit keeps any other with two bytes a letter.
  esbuild: { charset: "ascii" },
  clearScreen: false,
  // The help shows what is new.
  define: { __CHANGELOG__: JSON.stringify(readFileSync(`${import.meta.dirname}/../CHANGELOG.md`, "utf8")) },
  // The messages are beside this folder: the program reads them too.
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  build: {
    target: ["chrome105", "safari15.4"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // In kB. It is read from the disk, all at once.
    chunkSizeWarningLimit: 1500,
    // The window, and the small one of a start that failed.
    rollupOptions: {
      input: ["index.html", "problem.html"],
      output: { manualChunks: firstPage(`${import.meta.dirname}/src/main.ts`) },
    },
  },
  // Svelte's package has a build for servers too; the tests need the one for browsers.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    // The scenarios are recorded in UTC.
    env: { TZ: "UTC" },
    // Many tests look for faults with axe-core, which takes seconds where few cores do all at once.
    testTimeout: 30_000,
    setupFiles: ["./src/test-setup.ts"],
    // One process for all files: it loads jsdom, axe-core and the window once. Two such processes would show empty
    // pages.
    isolate: false,
    pool: "forks",
    poolOptions: { forks: { singleFork: true } },
  },
}));
