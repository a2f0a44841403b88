// Helpers for the window's tests: shows it over a recorded scenario and drives it by keyboard.
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import axe from "axe-core";
import { expect, vi } from "vitest";
import type { Backend, Call } from "./backend";
import { play, type Player } from "./stand-in/player";
import { Session } from "./session/session.svelte";
import { Pages } from "./shell/pages.svelte";
import App from "./shell/App.svelte";
import { loadAll } from "./shell/later.svelte";

/** Shows the window over this scenario. */
export async function open(scenario: string, hash = "#/"): Promise<{ backend: Player; pages: Pages }> {
  const backend = await play(scenario);
  return { backend, pages: await show(backend, hash) };
}

export async function show(backend: Backend, hash = "#/"): Promise<Pages> {
  location.hash = hash;
  await loadAll();
  const pages = new Pages(new Session(backend));
  render(App, { pages });
  await waitFor(() => {
    expect(pages.session.ready).toBe(true);
  });
  return pages;
}

export const idsOf = (testid: string): number[] =>
  screen.getAllByTestId(testid).map((row) => Number(row.dataset["id"]));

/** Waits until this incident is open. */
export async function opened(id: number): Promise<void> {
  await waitFor(() => {
    expect(screen.getByTestId("incident").dataset["id"]).toBe(String(id));
  });
}

/** Waits until exactly these incidents are listed. */
export async function listed(ids: readonly number[]): Promise<void> {
  await waitFor(() => {
    expect(idsOf("incident-row")).toEqual(ids);
  });
}

export const callsOf = (backend: Pick<Player, "calls">, name: string): { name: string; args: unknown }[] =>
  backend.calls.filter((call) => call.name === name);

/** Presses keys one after the other, on the focused element. */
export async function key(...keys: string[]): Promise<void> {
  for (const one of keys) await fireEvent.keyDown(document.activeElement ?? document.body, { key: one });
}

export async function expectNoFaults(): Promise<void> {
  // jsdom computes a style anew each time, which is a third of what axe-core takes.
  const { getComputedStyle } = window;
  const computed = new Map<Element, CSSStyleDeclaration>();
  const styles = vi.spyOn(window, "getComputedStyle").mockImplementation((element, pseudo) => {
    if (pseudo) return getComputedStyle(element, pseudo);
    const style = computed.get(element) ?? getComputedStyle(element);
    computed.set(element, style);
    return style;
  });
  // jsdom computes no colours. A browser test checks them.
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations"],
    iframes: false,
    preload: false,
  });
  styles.mockRestore();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`)).toEqual([]);
}

/** Holds back the answers to these calls until released. */
export function holding(backend: Player, name: Call): () => void {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const call = backend.call.bind(backend);
  backend.call = async (called, args) => {
    if (called === name) await released;
    return call(called, args);
  };
  return release;
}
