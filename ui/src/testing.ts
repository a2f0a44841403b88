// What the tests of the window share: it is shown over the app's stand-in in memory, and worked by keys. Never part
// of a release.
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import axe from "axe-core";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { MemoryBackend } from "./stand-in/backend";
import { Session } from "./session/session.svelte";
import { Pages } from "./shell/pages.svelte";
import App from "./shell/App.svelte";

export async function show(backend: MemoryBackend, hash = "#/"): Promise<Pages> {
  location.hash = hash;
  const pages = new Pages(new Session(backend));
  render(App, { pages });
  await waitFor(() => {
    expect(pages.session.ready).toBe(true);
  });
  return pages;
}

/** So many reports of one endpoint. */
export function filled(count: number): MemoryBackend {
  const backend = new MemoryBackend();
  for (let i = 0; i < count; i++) backend.report();
  return backend;
}

/** A report of each of so many endpoints; incident 1 is the one that failed first. */
export function failing(count: number): MemoryBackend {
  const backend = new MemoryBackend();
  for (let i = 1; i <= count; i++) backend.report({ endpoint: `https://pos.example.com/retm/branch-${i}` });
  return backend;
}

export const idsOf = (testid: string): number[] =>
  screen.getAllByTestId(testid).map((row) => Number(row.dataset["id"]));

export const callsOf = (backend: MemoryBackend, name: string): { name: string; args: unknown }[] =>
  backend.calls.filter((call) => call.name === name);

/** Keys one after the other, to whatever has the focus. */
export async function key(...keys: string[]): Promise<void> {
  for (const one of keys) await fireEvent.keyDown(document.activeElement ?? document.body, { key: one });
}

export async function expectNoFaults(): Promise<void> {
  // Colours are not computed by jsdom; they are checked in a browser.
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`)).toEqual([]);
}

beforeEach(() => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
