// Tests working through incidents: by keyboard alone, with undo, mute and selection, while reports arrive. Never
// waits for a fixed time.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { callsOf, expectNoFaults, idsOf, key, listed, open, opened } from "../testing";

const ARABIC = "تعذر الاتصال بالخادم بعد ثلاث محاولات";

describe("by keys alone", () => {
  it("works fifty incidents off", async () => {
    const { backend } = await open("fifty");
    await screen.findAllByTestId("incident-row");
    await key("j");
    await opened(50);
    for (let left = 50; left > 0; left--) {
      await opened(left);
      await key(left % 2 === 0 ? "a" : "r");
    }
    const empty = await screen.findByTestId("history-empty");
    expect(empty.textContent).toContain("25 acknowledged endpoints are still failing.");
    expect(empty.dataset["level"]).not.toBe("calm");
    expect(backend.status().counts).toMatchObject({ open: 0, acknowledged: 25, resolved: 25 });
    expect(location.hash).toBe("#/open");
  }, 60_000);

  it("opens an incident, goes through its reports, and comes back", async () => {
    await open("three-reports");
    await screen.findAllByTestId("incident-row");
    await key("j", "Enter");
    await opened(1);
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("data-list")).toBe("reports");
    });
    // The three say the same, and are one row.
    expect((await screen.findByTestId("run-count")).textContent).toContain("×3");
    await key("Enter", "j", "j", "Enter");
    await screen.findByText("Delivery error 2");
    expect(location.hash).toBe("#/open/incident/1/error/2");
    await screen.findByTestId("detail-body");
    await key("Escape");
    await opened(1);
    await key("Escape");
    expect(location.hash).toBe("#/open");
    expect(screen.queryByTestId("incident")).toBeNull();
    expect(document.activeElement?.getAttribute("data-list")).toBe("incidents");
  });

  it("names the single endpoints of a pattern", async () => {
    await open("one-pattern");
    await screen.findAllByTestId("incident-row");
    await key("j");
    await opened(1);
    expect(screen.getByTestId("incident").textContent).toContain("/retm/orders/:id");
    const single = within(await screen.findByTestId("single-endpoints"));
    expect(single.getByText("3 endpoints")).toBeDefined();
    const rows = single.getAllByRole("row", { hidden: true }).map((row) => row.textContent.trim());
    expect(rows[1]).toMatch(/^\/retm\/orders\/1042\s*×?2/);
  });

  it("goes from view to view, back and forward", async () => {
    await open("two");
    await screen.findAllByTestId("incident-row");
    await key("j", "a");
    await listed([1]);
    await key("g", "a");
    await listed([2]);
    expect(screen.getByTestId("nav-acknowledged").getAttribute("aria-current")).toBe("page");
    await key("g", "e");
    await waitFor(() => {
      expect(idsOf("row")).toEqual([2, 1]);
    });
    history.back();
    await listed([2]);
    history.forward();
    await screen.findByTestId("history-list");
    await key("g", "o");
    await listed([1]);
    await key("g", "p");
    await screen.findByRole("heading", { name: "Delivery errors over time" });
    await key("g", "s");
    await screen.findByRole("heading", { name: "Settings" });
  });

  it("selects several and acts on all of them", async () => {
    const { backend } = await open("four");
    await screen.findAllByTestId("incident-row");
    await key("j", "x", "J", "J");
    expect(screen.getByTestId("selection").textContent).toContain("3 selected");
    await expectNoFaults();
    await key("r");
    await listed([1]);
    expect(callsOf(backend, "act").map((call) => call.args)).toEqual([
      { action: { kind: "resolve" }, incident_ids: [4, 3, 2] },
    ]);
    expect(screen.queryByTestId("selection")).toBeNull();
  });
});

describe("undo", () => {
  it("takes the last action back, by key and by button", async () => {
    const { backend } = await open("undo");
    await screen.findAllByTestId("incident-row");
    await key("j", "a");
    expect((await screen.findByTestId("undo-line")).textContent).toContain("Acknowledged 1 incident.");
    await listed([1]);
    await key("z");
    await listed([2, 1]);
    expect(screen.getByTestId("undo-line").textContent).toContain("Undone");
    expect(screen.queryByTestId("undo")).toBeNull();
    await fireEvent.click(await screen.findByTestId("resolve"));
    await fireEvent.click(await screen.findByTestId("undo"));
    await waitFor(() => {
      expect(backend.status().counts.open).toBe(2);
    });
  });
});

describe("acknowledge until it changes", () => {
  it("is a choice by key and by button, and can be taken back", async () => {
    const { backend } = await open("until-change", "#/open/incident/1");
    await opened(1);
    await key("A");
    expect((await screen.findByTestId("undo-line")).textContent).toContain(
      "Acknowledged 1 incident until it changes",
    );
    expect(callsOf(backend, "act").at(-1)?.args).toMatchObject({
      action: { kind: "acknowledge_until_change" },
      incident_ids: [1],
    });
    location.hash = "#/acknowledged/incident/1";
    const head = await screen.findByTestId("incident-facts");
    await waitFor(() => {
      expect(head.textContent).toContain("Acknowledged until it changes");
    });
    await expectNoFaults();
    await key("z");
    location.hash = "#/open/incident/1";
    await fireEvent.click(await screen.findByTestId("acknowledge-more"));
    expect((await screen.findByTestId("acknowledge-until-change")).textContent).toContain("until it changes");
    await expectNoFaults();
  });
});

describe("mute", () => {
  it("offers its choices by key, and unmutes", async () => {
    const { backend } = await open("mute", "#/open/incident/1");
    await opened(1);
    await key("m");
    const menu = await screen.findByTestId("mute-menu");
    const words = within(menu).getAllByRole("menuitem");
    expect(words.map((item) => item.textContent.trim())).toEqual([
      "For 1 hour",
      "For 8 hours",
      "For 1 day",
      "For 1 week",
    ]);
    await waitFor(() => {
      expect(document.activeElement).toBe(words[0]);
    });
    await expectNoFaults();
    await key("ArrowUp");
    expect(document.activeElement).toBe(words[3]);
    await key("ArrowDown", "ArrowDown");
    expect(document.activeElement).toBe(words[1]);
    await fireEvent.click(words[1] as HTMLElement);
    await screen.findByTestId("muted");
    expect(callsOf(backend, "act").at(-1)?.args).toMatchObject({ action: { kind: "mute", minutes: 480 } });
    expect(screen.queryByTestId("mute-menu")).toBeNull();
    // One action at a time: the next waits for this one.
    await screen.findByTestId("undo-line");
    await key("u");
    await waitFor(() => {
      expect(screen.queryByTestId("muted")).toBeNull();
    });
  });

  it("closes by Esc and gives the focus back", async () => {
    await open("mute", "#/open/incident/1");
    await opened(1);
    const button = screen.getByTestId("mute");
    button.focus();
    await fireEvent.click(button);
    await screen.findByTestId("mute-menu");
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("role")).toBe("menuitem");
    });
    await key("Escape");
    expect(screen.queryByTestId("mute-menu")).toBeNull();
    expect(document.activeElement).toBe(button);
    expect(location.hash).toBe("#/open/incident/1");
  });
});

describe("one incident", () => {
  it("says what is broken, which codes came, and what happened", async () => {
    await open("two-codes", "#/open/incident/1");
    await opened(1);
    const facts = screen.getByTestId("incident-facts").textContent.replace(/\s+/g, " ");
    expect(facts).toMatch(/Open · since \d\d:\d\d · 3 reports · last one/);
    expect(screen.getByTestId("codes").textContent).toMatch(/503\s*×2\s*Service Unavailable/);
    for (const [testid, letter] of [["acknowledge", "a"], ["resolve", "r"], ["mute", "m"], ["copy", "c"]] as const)
      expect(screen.getByTestId(testid).title).toContain(`(${letter})`); // prettier-ignore
    await expectNoFaults();
    screen.getByTestId("tab-reports").focus();
    await key("ArrowRight", "ArrowRight", "ArrowRight");
    const timeline = await screen.findByTestId("timeline");
    expect(timeline.textContent).toMatch(/Code changed to .*First failure: /s);
    expect(timeline.textContent).not.toContain("Notified");
    await fireEvent.click(screen.getByTestId("show-notifications"));
    expect(timeline.textContent).toContain("Notified");
    await key("ArrowRight");
    expect((await screen.findByTestId("former")).textContent).toContain("has not failed before");
    await expectNoFaults();
  });

  it("keeps Arabic as it is, laid out from the right", async () => {
    const { backend } = await open("arabic");
    const row = (await screen.findAllByTestId("incident-row"))[0] as HTMLElement;
    expect(within(row).getByText(ARABIC).getAttribute("dir")).toBe("auto");
    await key("j");
    await opened(2);
    const said = screen.getByTestId("message");
    expect(said.getAttribute("dir")).toBe("auto");
    await fireEvent.input(screen.getByTestId("search"), { target: { value: "تعذر" } });
    await listed([2]);
    expect(screen.getByTestId("search").getAttribute("dir")).toBe("auto");
    await key("c");
    await fireEvent.click(await screen.findByText("Copy as Markdown"));
    await waitFor(() => {
      expect(backend.copied[0]).toContain(ARABIC);
    });
  });
});

describe("live", () => {
  const chosen = (): (string | undefined)[] =>
    [...document.querySelectorAll<HTMLElement>("[data-testid=incident-row].chosen")].map(
      (row) => row.dataset["id"],
    );

  it("comes in at the top while one reads, and the selection stays", async () => {
    const { backend } = await open("live");
    await screen.findAllByTestId("incident-row");
    await key("j", "j");
    await opened(29);
    backend.next();
    await waitFor(() => {
      expect(idsOf("incident-row").slice(0, 3)).toEqual([31, 30, 29]);
    });
    expect(screen.queryByTestId("new-rows")).toBeNull();
    expect(chosen()).toEqual(["29"]);
    expect(location.hash).toBe("#/open/incident/29");
    const lit = document.querySelectorAll<HTMLElement>("[data-testid=incident-row].lit");
    expect([...lit].map((row) => row.dataset["id"])).toEqual(["31"]);
    await expectNoFaults();
  });

  it("keeps the selected row in sight during a storm, and says what came in above", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(480);
    const { backend, pages } = await open("storm");
    await screen.findAllByTestId("incident-row");
    await key("j", "j", "j");
    await opened(1);
    backend.next();
    // Ten rows are visible.
    await waitFor(() => {
      expect(idsOf("incident-row").slice(0, 4)).toEqual([4, 3, 2, 1]);
    });
    backend.next();
    // It is the last visible row, and has kept its place although it failed again.
    await waitFor(() => {
      expect(pages.list.incidents.indexOf(1)).toBe(53 - 1);
    });
    expect((await screen.findByTestId("new-rows")).textContent).toContain("43 new");
    expect(chosen()).toEqual(["1"]);
    expect(pages.list.incidents.rows.length).toBe(53);
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("new-rows"));
    await waitFor(() => {
      expect(idsOf("incident-row").slice(0, 2)).toEqual([1, 53]);
    });
    expect(screen.queryByTestId("new-rows")).toBeNull();
  });

  it("draws the rows in view first, and ten more once those are painted", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(480);
    await open("live");
    const first = (await screen.findAllByTestId("incident-row")).length;
    expect(first).toBe(10);
    await waitFor(() => {
      expect(screen.getAllByTestId("incident-row")).toHaveLength(first + 10);
    });
  });

  it("moves no row that is in sight further down", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(480);
    const { backend, pages } = await open("live");
    await screen.findAllByTestId("incident-row");
    backend.next();
    await waitFor(() => {
      expect(idsOf("incident-row")[0]).toBe(31);
    });
    await key("j");
    await opened(31);
    const list = screen.getByTestId("incident-list");
    list.scrollTop = 480;
    await fireEvent.scroll(list);
    backend.next();
    expect((await screen.findByTestId("new-rows")).textContent).toContain("12 new");
    // Twelve new ones and the one that failed again are above, and so is the strip.
    await waitFor(() => {
      expect(list.scrollTop).toBe(480 + 13 * 48 + 28);
    });
    expect(location.hash).toBe("#/open/incident/31");
    await fireEvent.click(screen.getByTestId("new-rows"));
    // Branch 1 failed again, as the latest.
    await waitFor(() => {
      expect(idsOf("incident-row").slice(0, 2)).toEqual([1, 43]);
    });
    expect(list.scrollTop).toBe(0);
    expect(pages.session.status.value?.counts.open).toBe(43);
  });

  it("goes on to the next after an action, with what came in on top", async () => {
    const { backend, pages } = await open("live-acted");
    await screen.findAllByTestId("incident-row");
    await key("j", "j", "j");
    await opened(28);
    backend.next();
    await waitFor(() => {
      expect(pages.list.incidents.rows[0]?.id).toBe(31);
    });
    await key("a");
    await opened(27);
    expect(pages.list.incidents.rows.slice(0, 4).map((row) => row.id)).toEqual([31, 30, 29, 27]);
  });

  it("says seen once the open incidents are looked at", async () => {
    const { backend } = await open("mixed");
    await waitFor(() => {
      expect(callsOf(backend, "mark_seen").at(-1)?.args).toEqual({ up_to: 3 });
    });
  });
});
