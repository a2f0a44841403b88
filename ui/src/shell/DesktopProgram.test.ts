// Tests what makes the window behave like a desktop program: context menus, the palette, zoom, panes, links, Quit.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { callsOf, expectNoFaults, key, open } from "../testing";

const words = (testid: string): (string | undefined)[] =>
  within(screen.getByTestId(testid))
    .getAllByRole("menuitem")
    .map((item) => item.querySelector(".words")?.textContent);

async function choose(name: RegExp): Promise<void> {
  await fireEvent.click(within(screen.getByTestId("context-menu")).getByRole("menuitem", { name }));
}

const press = (press: KeyboardEventInit): Promise<boolean> =>
  fireEvent.keyDown(document.activeElement ?? document.body, press);

describe("context menus", () => {
  it("belong to a row, by right click and by key, and act on it", async () => {
    const { backend, pages } = await open("four", "#/open");
    const [row] = await screen.findAllByTestId("incident-row");
    await fireEvent.contextMenu(row as HTMLElement);
    const offered = words("context-menu");
    for (const one of [
      "Acknowledge",
      "Resolve",
      "Mute…",
      "Copy URL",
      "Copy as curl",
      "Copy link",
      "Open endpoint",
      "Monitor…",
    ])
      expect(offered).toContain(one);
    await expectNoFaults();
    await choose(/Copy link/);
    const id = Number(row?.dataset["id"]);
    await waitFor(() => {
      expect(backend.copied).toEqual([`missedhook://incident/${id}`]);
    });
    expect(screen.getByTestId("flash").textContent).toBe("Copied.");

    await key("ContextMenu");
    expect(words("context-menu")).toEqual(offered);
    await key("Escape");
    expect(screen.queryByTestId("context-menu")).toBeNull();
    await press({ key: "F10", shiftKey: true });
    await choose(/^Filter by code/);
    await waitFor(() => {
      expect(pages.session.router.route.query).toMatch(/^code:/);
    });
  });

  it("mute in two steps at the same place", async () => {
    await open("four", "#/open");
    const [row] = await screen.findAllByTestId("incident-row");
    await fireEvent.contextMenu(row as HTMLElement);
    await choose(/^Mute/);
    await waitFor(() => {
      expect(words("context-menu")).toContain("For 1 hour");
    });
  });

  it("select what is like a row", async () => {
    await open("groups", "#/open/incident/2");
    const rows = await screen.findAllByTestId("incident-row");
    await fireEvent.contextMenu(rows.find((row) => row.dataset["id"] === "2") as HTMLElement);
    await choose(/^All like this/);
    await waitFor(() => {
      expect(words("context-menu")).toEqual(["Same host", "Same cause", "Same code"]);
    });
    await choose(/^Same host/);
    await waitFor(() => {
      expect(screen.getByTestId("selection").textContent).toContain("5 selected");
    });
  });

  it("leave text fields to the system, and nothing to WebKit", async () => {
    await open("four", "#/open");
    await screen.findAllByTestId("incident-row");
    // False would mean that the window handled it.
    expect(await fireEvent.contextMenu(screen.getByTestId("search"))).toBe(true);
    expect(await fireEvent.contextMenu(screen.getByRole("banner"))).toBe(false);
    expect(screen.queryByTestId("context-menu")).toBeNull();
  });
});

describe("the palette", () => {
  it("opens a page by its name, from a text field too", async () => {
    const { pages } = await open("four", "#/open");
    await screen.findAllByTestId("incident-row");
    screen.getByTestId("search").focus();
    await press({ key: "k", ctrlKey: true });
    const field = await screen.findByTestId("palette-input");
    await expectNoFaults();
    await fireEvent.input(field, { target: { value: "esolved" } });
    await waitFor(() => {
      expect(screen.getAllByRole("option", { selected: true })[0]?.textContent).toMatch(/^Resolved/);
    });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => {
      expect(pages.session.router.route.view).toBe("resolved");
    });
    expect(screen.queryByTestId("palette")).toBeNull();
  });

  it("acts on the selected, and goes to an incident by number", async () => {
    const { backend, pages } = await open("four", "#/open");
    await screen.findAllByTestId("incident-row");
    await key("j");
    await press({ key: "k", ctrlKey: true });
    const field = await screen.findByTestId("palette-input");
    const [first] = screen.getAllByTestId("palette-entry");
    expect(first?.textContent).toContain("Acknowledge");
    await fireEvent.input(field, { target: { value: "#3" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => {
      expect(pages.session.router.route.incident).toBe(3);
    });
    expect(callsOf(backend, "act")).toEqual([]);
  });

  it("is moved through by arrows, round and round", async () => {
    await open("four", "#/open");
    await screen.findAllByTestId("incident-row");
    await fireEvent.click(screen.getByTestId("open-palette"));
    const field = await screen.findByTestId("palette-input");
    await fireEvent.keyDown(field, { key: "ArrowUp" });
    const entries = screen.getAllByTestId("palette-entry");
    expect(entries.at(-1)?.getAttribute("aria-selected")).toBe("true");
    expect(field.getAttribute("aria-activedescendant")).toBe(entries.at(-1)?.id);
    await fireEvent.keyDown(field, { key: "ArrowDown" });
    expect(screen.getAllByTestId("palette-entry")[0]?.getAttribute("aria-selected")).toBe("true");
  });
});

describe("the window", () => {
  it("zooms by keys and the wheel, in steps and within bounds", async () => {
    const { backend, pages } = await open("four", "#/open");
    const zooms = (): unknown[] => callsOf(backend, "set_zoom").map((call) => call.args);
    await press({ key: "+", ctrlKey: true });
    await waitFor(() => {
      expect(screen.getByTestId("flash").textContent).toBe("Zoom 110 %");
    });
    await press({ key: "-", ctrlKey: true });
    await waitFor(() => {
      expect(pages.session.appWindow.zoom).toBe(100);
    });
    await fireEvent.wheel(document.body, { deltaY: -60, ctrlKey: true });
    await waitFor(() => {
      expect(zooms()).toEqual([{ zoom: 110 }, { zoom: 100 }, { zoom: 110 }]);
    });
    expect(await fireEvent.wheel(document.body, { deltaY: -60 })).toBe(true);
    pages.session.appWindow.zoom = 200;
    await press({ key: "+", ctrlKey: true });
    expect(zooms()).toHaveLength(3);
  });

  it("keeps the widths of its panes", async () => {
    const { backend } = await open("four", "#/open");
    const divider = await screen.findByTestId("divider-sidebar");
    await fireEvent.keyDown(divider, { key: "ArrowRight" });
    expect(divider.getAttribute("aria-valuenow")).toBe("192");
    await fireEvent.keyDown(divider, { key: "End" });
    await fireEvent.keyDown(screen.getByTestId("divider-list"), { key: "ArrowLeft" });
    await waitFor(() => {
      expect(callsOf(backend, "keep_panes").at(-1)?.args).toEqual({ sidebar: 320, list: 40 });
    });
    await fireEvent.dblClick(divider);
    expect(divider.getAttribute("aria-valuenow")).toBe("176");
  });

  it("moves a divider to where it was let go, even if no move was told before", async () => {
    await open("four", "#/open");
    const divider = await screen.findByTestId("divider-sidebar");
    // Not in jsdom.
    divider.setPointerCapture = () => {};
    const pointer = (type: string, clientX: number) =>
      fireEvent(divider, new MouseEvent(type, { bubbles: true, clientX }));
    await pointer("pointerdown", 178);
    await pointer("pointerup", 178);
    expect(divider.getAttribute("aria-valuenow")).toBe("176");
    await pointer("pointerdown", 178);
    await pointer("pointermove", 240);
    await pointer("pointerup", 256);
    expect(divider.getAttribute("aria-valuenow")).toBe("256");
    await pointer("pointermove", 300);
    expect(divider.getAttribute("aria-valuenow")).toBe("256");
  });

  it("has a menu with Quit, on the first run too", async () => {
    const { backend } = await open("first-run");
    await fireEvent.click(screen.getByTestId("window-menu"));
    expect(words("window-menu-menu")).toEqual([
      "Keys",
      "Zoom in",
      "Zoom out",
      "Actual size",
      "Close window",
      "Quit Missedhook",
    ]);
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("quit"));
    await waitFor(() => {
      expect(callsOf(backend, "quit_app")).toHaveLength(1);
    });
    await press({ key: "w", ctrlKey: true });
    await waitFor(() => {
      expect(callsOf(backend, "close_window")).toHaveLength(1);
    });
  });

  it("says why a link was refused", async () => {
    const { backend } = await open("four", "#/open");
    const problem = {
      what: "Missedhook doesn't know the link “x”.",
      meaning: "Nothing was opened.",
      remedy: "Copy it again.",
    };
    backend.tell("refused", problem);
    await screen.findByText(/doesn't know the link/);
  });
});

describe("help", () => {
  it("explains webhooks, codes and keys, and says what is new", async () => {
    await open("help", "#/help");
    const codes = await screen.findByTestId("help-codes");
    await within(codes).findByText("Service Unavailable");
    expect(codes.textContent).toContain("no HTTP response");
    expect(screen.getByText("Command palette")).toBeTruthy();
    expect(screen.getByTestId("help-changes").children.length).toBeGreaterThan(0);
    await expectNoFaults();
    await fireEvent.input(screen.getByTestId("help-code"), { target: { value: "418" } });
    expect(within(screen.getByTestId("help-codes")).getAllByRole("row")).toHaveLength(2);
    expect(document.querySelectorAll('a[href^="http"]')).toHaveLength(0);
  });
});
