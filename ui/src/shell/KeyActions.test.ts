// Tests that keys act on nothing that is not on screen, and only once while they are held. Never waits for a fixed time.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Backend } from "../backend";
import type { IncidentDetail } from "../bindings";
import { play, type Player } from "../stand-in/player";
import { PAGE, RATES } from "../stand-in/relay";
import { callsOf, holding, key, listed, open, opened, show } from "../testing";
import type { Pages } from "./pages.svelte";

describe("a menu that is not on screen", () => {
  it("does not open later, over another incident", async () => {
    const { pages } = await open("history", "#/resolved");
    await listed([3, 2, 1]);
    await key("j");
    await opened(3);
    await key("m");
    await key("g", "o");
    await listed([7, 8, 9, 4, 6]);
    await key("j");
    await opened(7);
    expect(pages.session.menu).toBeNull();
    expect(screen.queryByTestId("mute-menu")).toBeNull();
    await key("m");
    await screen.findByTestId("mute-menu");
  });

  it("is not asked of an incident of test reports", async () => {
    const backend = await play("history");
    const call = backend.call.bind(backend);
    backend.call = async (name, args) => {
      const answer = await call(name, args);
      const isFirst = name === "incident" && (args as { id: number }).id === 7;
      if (isFirst) (answer as IncidentDetail).incident.last_source = "test";
      return answer;
    };
    const pages = await show(backend, "#/open/incident/7");
    await screen.findByTestId("test-report");
    await listed([7, 8, 9, 4, 6]);
    await key("m");
    await key("j");
    await opened(8);
    expect(pages.session.menu).toBeNull();
    expect(screen.queryByTestId("mute-menu")).toBeNull();
  });

  it("selects nothing where the selection has no such menu", async () => {
    const { pages } = await open("history", "#/resolved");
    await listed([3, 2, 1]);
    pages.list.incidents.position.cursor = 3;
    await key("m");
    expect(screen.queryByTestId("selection")).toBeNull();
    await key("x", "m");
    await screen.findByTestId("selection");
    await key("g", "o");
    await listed([7, 8, 9, 4, 6]);
    await key("j", "x");
    await screen.findByTestId("selection");
    expect(pages.session.menu).toBeNull();
    expect(screen.queryByTestId("mute-selected-menu")).toBeNull();
  });

  it("is not opened behind the report that covers its button", async () => {
    const { pages } = await open("history", "#/open/incident/7/error/11");
    await waitFor(() => {
      expect(pages.report.detail).not.toBeNull();
    });
    await key("m");
    await key("Escape");
    await opened(7);
    expect(screen.queryByTestId("mute-menu")).toBeNull();
  });

  it("is not offered by the palette", async () => {
    const { pages } = await open("history", "#/resolved");
    await listed([3, 2, 1]);
    const offers = async (): Promise<string[]> => {
      pages.session.paletteShown = true;
      const entries = await screen.findAllByTestId("palette-entry");
      pages.session.paletteShown = false;
      return entries.map((entry) => entry.textContent);
    };
    const mute = expect.stringMatching(/^Mute/) as string;
    await key("j", "x", "J");
    expect(await offers()).not.toContainEqual(mute);
    pages.session.router.go("#/open/incident/7");
    await opened(7);
    expect(await offers()).toContainEqual(mute);
    pages.session.router.go("#/open/incident/7/error/11");
    await waitFor(() => {
      expect(pages.report.detail).not.toBeNull();
    });
    expect(await offers()).not.toContainEqual(mute);
  });

  it("is closed by a change of the page", async () => {
    const { pages } = await open("history", "#/open/incident/7");
    await opened(7);
    await key("n");
    await screen.findByTestId("pause-menu");
    pages.session.router.view("plots");
    await waitFor(() => {
      expect(screen.queryByTestId("pause-menu")).toBeNull();
    });
  });
});

describe("a selection", () => {
  /** The requests page is not recorded. */
  const withRequests = async (hash = "#/"): Promise<{ backend: Player; pages: Pages }> => {
    const backend = await play("four");
    const call = backend.call.bind(backend);
    backend.call = ((name, args) => {
      if (name === "requests") return Promise.resolve(PAGE);
      return name === "delivery_rates" ? Promise.resolve(RATES) : call(name, args);
    }) as Backend["call"];
    return { backend, pages: await show(backend, hash) };
  };

  it("of incidents ends with a page that does not show it", async () => {
    const { backend, pages } = await withRequests();
    await listed([4, 3, 2, 1]);
    await key("j", "x", "J", "J");
    await screen.findByTestId("selection");
    await key("g", "q");
    await screen.findAllByTestId("request-row");
    expect(pages.list.actions.targets).toEqual([]);
    await key("r");
    expect(callsOf(backend, "act")).toEqual([]);
    pages.session.router.view("open");
    await listed([4, 3, 2, 1]);
    expect(screen.queryByTestId("selection")).toBeNull();
  });

  it("of requests ends with a page that does not show it", async () => {
    const { pages } = await withRequests("#/requests");
    await screen.findAllByTestId("request-row");
    await key("j", "x");
    expect(pages.requests.selection.ids.size).toBe(1);
    await key("g", "o");
    await listed([4, 3, 2, 1]);
    expect(pages.requests.selection.ids.size).toBe(0);
  });

  it("ends where the open incident covers the list", async () => {
    const { backend, pages } = await open("four");
    pages.session.layout.mode = "one";
    await listed([4, 3, 2, 1]);
    await key("j", "x", "J", "J");
    expect(pages.list.actions.targets).toEqual([4, 3, 2]);
    pages.session.router.go("#/open/incident/1");
    await opened(1);
    expect(pages.list.actions.targets).toEqual([1]);
    expect(callsOf(backend, "act")).toEqual([]);
  });
});

describe("a held key", () => {
  const hold = (name: string, more: KeyboardEventInit = {}): boolean =>
    // False where its default is prevented.
    document.body.dispatchEvent(
      new KeyboardEvent("keydown", { key: name, repeat: true, bubbles: true, cancelable: true, ...more }),
    );

  it("moves on, and acts once", async () => {
    const { backend, pages } = await open("fifty");
    await screen.findAllByTestId("incident-row");
    await key("j");
    await opened(50);
    await key("a");
    await opened(49);
    expect(hold("a")).toBe(false);
    expect(hold("r")).toBe(false);
    await key("z");
    expect(hold("z")).toBe(false);
    hold("x");
    hold("Enter");
    expect(pages.list.actions.targets).toEqual([49]);
    expect(callsOf(backend, "act").map(({ args }) => args)).toEqual([
      { action: { kind: "acknowledge" }, incident_ids: [50] },
    ]);
    expect(callsOf(backend, "undo")).toHaveLength(1);
    hold("j");
    hold("ArrowDown");
    await opened(47);
    hold("k");
    await opened(48);
  });

  it("does not close the palette that it opened, nor choose there", async () => {
    const { pages } = await open("four");
    await listed([4, 3, 2, 1]);
    await key("j");
    await opened(4);
    hold("k", { ctrlKey: true });
    expect(pages.session.paletteShown).toBe(false);
    pages.session.paletteShown = true;
    const field = await screen.findByTestId("palette-input");
    await fireEvent.keyDown(field, { key: "k", code: "KeyK", ctrlKey: true, repeat: true });
    await fireEvent.keyDown(field, { key: "Enter", repeat: true });
    expect(screen.getByTestId("palette")).toBeTruthy();
  });

  it("presses no button again, nor chooses from the menu that it opened", async () => {
    await open("history", "#/open/incident/7");
    await opened(7);
    await key("m");
    const [first] = within(await screen.findByTestId("mute-menu")).getAllByRole("menuitem");
    for (const button of [first as HTMLElement, screen.getByTestId("resolve")]) {
      expect(await fireEvent.keyDown(button, { key: "Enter", repeat: true })).toBe(false);
      expect(await fireEvent.keyDown(button, { key: "Enter" })).toBe(true);
    }
  });
});

describe("undo", () => {
  it("is one at a time", async () => {
    const { backend } = await open("undo");
    await listed([2, 1]);
    await key("j", "a");
    await listed([1]);
    const release = holding(backend, "undo");
    await key("z", "z", "r");
    release();
    await listed([2, 1]);
    expect(callsOf(backend, "undo")).toHaveLength(1);
    expect(callsOf(backend, "act")).toHaveLength(1);
  });

  it("is of an action that is still on its way", async () => {
    const { backend } = await open("undo");
    await listed([2, 1]);
    const release = holding(backend, "act");
    await key("j", "a", "z");
    release();
    await waitFor(() => {
      expect(callsOf(backend, "undo")).toHaveLength(1);
    });
  });
});
