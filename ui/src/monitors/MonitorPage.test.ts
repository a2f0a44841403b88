// Tests the monitors page as the user sees it: the list, one monitor, adding, changing, pausing and removing.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { MonitorList } from "../bindings";
import { drawn } from "../stand-in/charts";
import { play, type Player } from "../stand-in/player";
import { callsOf, expectNoFaults, idsOf, key, open, show } from "../testing";

const URL = "https://pos.example.com/retm/orders";
const PAGE = "#/monitors";
const NOT_ASKED =
  "pos.example.com leads to 192.168.10.14, in a private network, and you have not allowed that host.";

const saves = (backend: Player): unknown[] => callsOf(backend, "save_monitor").map((call) => call.args);
const words = (element: HTMLElement): string => element.textContent.replace(/\s+/g, " ").trim();
const opened = async (id: number): Promise<HTMLElement> => {
  await waitFor(() => {
    expect(screen.getByTestId("monitor").dataset["id"]).toBe(String(id));
  });
  return screen.getByTestId("monitor");
};

describe("the list", () => {
  it("puts what is down first, in words, and says each strip in a sentence", async () => {
    await open("monitors-down");
    expect((await screen.findByTestId("monitors-down")).textContent).toBe("1 down");
    await key("g", "m");
    await screen.findAllByTestId("monitor-row");
    expect(location.hash).toBe(PAGE);
    expect(idsOf("monitor-row")).toEqual([2, 1, 3]);
    const [down, up, resting] = screen.getAllByTestId("monitor-row").map(words);
    expect(down).toMatch(/^Down ?\/retm\/2 ?pos\.example\.com ?96\.66 %/);
    expect(up).toContain("Up");
    expect(up).toContain("100 %");
    expect(resting).toContain("Paused");
    expect(screen.getAllByRole("img")[0]?.getAttribute("aria-label")).toBe(
      "90 checks, 3 failed, last one 40 s ago.",
    );
    expect(screen.getByTestId("monitor-summary").textContent).toBe("1 of 3 down");
    await expectNoFaults();
  });

  it("says what monitors are for where there is none, and opens the form", async () => {
    await open("three-reports", PAGE);
    const empty = await screen.findByTestId("monitors-empty");
    expect(within(empty).getAllByRole("button")).toHaveLength(1);
    await expectNoFaults();
    await fireEvent.click(within(empty).getByText("Add a monitor"));
    await screen.findByTestId("monitor-form");
  });

  it("says once that this machine is offline, or that a host fails", async () => {
    const { backend } = await open("monitors-offline", PAGE);
    expect((await screen.findByTestId("monitors-offline")).textContent).toBe(
      "This machine is offline: nothing is checked.",
    );
    expect(screen.queryByTestId("failing-hosts")).toBeNull();
    backend.next();
    expect(words(await screen.findByTestId("failing-hosts"))).toBe(
      "All monitors at pos.example.com are failing.",
    );
    await expectNoFaults();
  });

  it("says why it can't be listed", async () => {
    const backend = await play("monitors-two");
    backend.failing.set("monitors", {
      what: "The disk is full.",
      meaning: "Nothing is read.",
      remedy: "Free some.",
    });
    await show(backend, PAGE);
    expect((await screen.findByTestId("problem-bar")).textContent).toContain("The disk is full.");
  });
});

describe("one monitor", () => {
  it("is opened, gone on from and left by keys", async () => {
    await open("monitors-two", PAGE);
    await screen.findAllByTestId("monitor-row");
    await key("j", "Enter");
    await opened(1);
    expect(location.hash).toBe("#/monitors/monitor/1");
    await key("j");
    await opened(2);
    await key("Escape");
    expect(location.hash).toBe(PAGE);
    expect(screen.queryByTestId("monitor")).toBeNull();
  });

  it("says what was found since when, its uptimes, its certificate and its incident", async () => {
    await open("monitor-failing", "#/monitors/monitor/1");
    const monitor = await opened(1);
    expect(screen.getByTestId("monitor-sentence").textContent).toContain(
      "pos.example.com refuses connections.",
    );
    expect(words(monitor)).toMatch(/Down since \d\d:\d\d \(15 min\)|Down since .*\(1[56] min\)/);
    expect(screen.getByTestId("certificate").textContent).toContain("The certificate expires in 2 days.");
    expect(screen.getByTestId("certificate").className).toContain("bad");
    expect(
      within(screen.getByTestId("uptime"))
        .getAllByRole("row")
        .map((row) => words(row))[1],
    ).toBe("24 h96.19 %105132 ms148 ms");
    expect(within(screen.getByTestId("latest-checks")).getAllByRole("listitem").map(words)[0]).toContain(
      "Failed: pos.example.com refuses connections. ×4, since",
    );
    await waitFor(() => {
      expect(drawn.hours.length).toBeGreaterThanOrEqual(24);
    });
    await fireEvent.click(screen.getByTestId("span-7d"));
    await waitFor(() => {
      expect(drawn.hours.length).toBeGreaterThanOrEqual(168);
    });
    await expectNoFaults();
    await fireEvent.click(within(screen.getByTestId("monitor-incident")).getByRole("link"));
    await screen.findByTestId("incident");
  });

  it("says the day of the next check that is not today", async () => {
    const player = await play("monitor-failing");
    const call = player.call.bind(player);
    player.call = async (name, args) => {
      const answer = await call(name, args);
      if (name !== "monitors") return answer;
      const next_at = "2026-11-25T09:10:00.000Z";
      const list = answer as MonitorList;
      return { ...list, monitors: list.monitors.map((one) => ({ ...one, next_at })) } as typeof answer;
    };
    await show(player, "#/monitors/monitor/1");
    expect(words(await opened(1))).toMatch(/, next tomorrow, \d\d:10/);
  });

  it("says why it may not be asked and what to do, and how its incident stands", async () => {
    const { session } = (await open("monitors-not-asked", "#/monitors/monitor/1")).pages;
    await opened(1);
    expect(screen.getByTestId("monitor-sentence").textContent).toContain(`Not checked: ${NOT_ASKED}`);
    expect((await screen.findAllByTestId("monitor-row-why")).map((why) => why.textContent)).toEqual([
      expect.stringContaining(NOT_ASKED),
    ]);
    expect(screen.getByTestId("monitor-next").textContent).toBe("Allow pos.example.com if it is yours.");
    await expectNoFaults();
    session.router.go("#/monitors/monitor/2");
    await opened(2);
    const link = within(screen.getByTestId("monitor-incident")).getByRole("link");
    expect(words(link)).toBe("Incident 1 is acknowledged");
    expect(link.getAttribute("href")).toContain("#/acknowledged/");
  });

  it("is checked at a word, step by step, and that is stopped by the key that began it", async () => {
    const { backend, pages } = await open("monitor-checked", "#/monitors/monitor/1");
    const { session } = pages;
    await opened(1);
    await fireEvent.click(screen.getByTestId("monitor-check"));
    expect(await screen.findAllByTestId("probe-step")).toHaveLength(1);
    expect(screen.getByTestId("monitor-run").getAttribute("aria-busy")).toBe("true");
    expect(screen.queryByTestId("monitor-check")).toBeNull();
    await expectNoFaults();
    await key("p");
    await screen.findByTestId("monitor-check");
    expect(screen.getByTestId("monitor-run-sentence").textContent).toBe("The probe was stopped.");
    expect(callsOf(backend, "start_probe").map((call) => call.args)).toEqual([
      { incident_id: null, url: "https://pos.example.com/retm/1", method: "head" },
    ]);
    expect(callsOf(backend, "cancel_probe")).toHaveLength(1);
    await key("p");
    await waitFor(() => {
      expect(screen.getByTestId("monitor-run-sentence").textContent).toContain("expired 2 days ago");
    });
    session.router.go("#/monitors/monitor/2");
    await opened(2);
    expect(screen.queryByTestId("monitor-check")).toBeNull();
    await key("p");
    expect(callsOf(backend, "start_probe")).toHaveLength(2);
  });

  it("rests and resumes, and is changed", async () => {
    const { backend } = await open("monitor-changed", "#/monitors/monitor/1");
    await opened(1);
    await fireEvent.click(screen.getByTestId("monitor-rest"));
    await fireEvent.click(await screen.findByTestId("monitor-resume"));
    await screen.findByTestId("monitor-rest");
    await fireEvent.click(screen.getByTestId("monitor-edit"));
    await fireEvent.change(await screen.findByTestId("monitor-interval"), { target: { value: "60" } });
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("monitor-save"));
    const monitor = await opened(1);
    expect(words(monitor)).toContain("every minute");
    expect(saves(backend)).toMatchObject([
      { id: 1, wish: { on: false } },
      { id: 1, wish: { on: true } },
      { id: 1, wish: { interval_s: 60, timeout_s: 10 } },
    ]);
  });

  it("is removed only when that is confirmed", async () => {
    const { backend } = await open("monitor-removed", "#/monitors/monitor/1");
    await opened(1);
    await fireEvent.click(screen.getByTestId("monitor-remove"));
    const ask = screen.getByRole("alertdialog");
    expect(ask.textContent).toContain("deleted for good");
    await waitFor(() => {
      expect(document.activeElement?.textContent).toBe("Keep");
    });
    await expectNoFaults();
    await key("Escape");
    expect(callsOf(backend, "remove_monitor")).toHaveLength(0);
    await fireEvent.click(screen.getByTestId("monitor-remove"));
    await fireEvent.click(screen.getByTestId("monitor-remove-confirm"));
    await waitFor(() => {
      expect(idsOf("monitor-row")).toEqual([2]);
    });
    await waitFor(() => {
      expect(location.hash).toBe(PAGE);
    });
  });

  it("says that it is not here, and that it was not checked yet", async () => {
    const { session } = (await open("monitor-unchecked", "#/monitors/monitor/77")).pages;
    expect((await screen.findByTestId("monitor-missing")).textContent).toContain("Monitor 77 is not here.");
    session.router.go("#/monitors/monitor/1");
    await opened(1);
    expect(screen.getByTestId("monitor-sentence").textContent).toContain("First check pending.");
    await expectNoFaults();
  });
});

describe("a new monitor", () => {
  const field = (name: "url" | "expected"): HTMLInputElement => screen.getByTestId(`monitor-${name}`);
  const type = (name: "url" | "expected", value: string) =>
    fireEvent.input(field(name), { target: { value } });

  it("needs no more than a URL, and says at its field what was refused", async () => {
    const { backend } = await open("monitor-added", PAGE);
    await screen.findAllByTestId("monitor-row");
    await key("w");
    await screen.findByTestId("monitor-form");
    await waitFor(() => {
      expect(document.activeElement).toBe(field("url"));
    });
    await type("url", "nonsense");
    await fireEvent.click(screen.getByTestId("monitor-save"));
    await screen.findByText(/It is only a path/);
    expect(field("url").getAttribute("aria-invalid")).toBe("true");
    expect(field("url").value).toBe("nonsense");
    await expectNoFaults();
    await type("url", URL);
    await type("expected", "fine");
    await fireEvent.click(screen.getByTestId("monitor-save"));
    await screen.findByText(/It must be statuses from 100 to 599/);
    expect(field("url").getAttribute("aria-invalid")).toBe("false");
    expect(field("expected").getAttribute("aria-invalid")).toBe("true");
    await waitFor(() => {
      expect(document.activeElement).toBe(field("expected"));
    });
    await type("expected", "");
    await fireEvent.click(screen.getByTestId("monitor-save"));
    await opened(2);
    expect(location.hash).toBe("#/monitors/monitor/2");
    expect(saves(backend).at(-1)).toEqual({
      id: null,
      wish: { url: URL, interval_s: 300, expected: "", timeout_s: 10, failures: 3, on: true },
    });
  });

  it("says what was refused at whichever field it is about, and at the end what is about none", async () => {
    const { backend } = await open("monitor-added", "#/monitors/monitor/new");
    await screen.findByTestId("monitor-form");
    await type("url", URL);
    const refuse = async (wrong: string, at?: string): Promise<void> => {
      const said = { what: wrong, meaning: "The monitor was not changed.", remedy: "Enter another value." };
      backend.failing.set("save_monitor", at === undefined ? said : { ...said, field: at });
      await fireEvent.click(screen.getByTestId("monitor-save"));
      await screen.findByText(new RegExp(wrong));
    };
    const wrong = (): (string | undefined)[] =>
      [...document.querySelectorAll<HTMLElement>("[aria-invalid=true]")].map((one) => one.dataset["field"]);
    for (const name of ["interval_s", "expected", "timeout_s", "failures", "url"]) {
      await refuse(`It is wrong: ${name}`, name);
      expect(wrong()).toEqual([name]);
      await waitFor(() => {
        expect((document.activeElement as HTMLElement).dataset["field"]).toBe(name);
      });
      const described = document.activeElement?.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "";
      expect(document.getElementById(described)?.textContent).toContain(`It is wrong: ${name}`);
    }
    await expectNoFaults();
    await refuse("The disk is full");
    expect(wrong()).toEqual([]);
  });

  it("begins with an incident's endpoint, and is left by Esc", async () => {
    const { backend } = await open("three-reports", "#/open/incident/1");
    await screen.findByTestId("probe");
    await fireEvent.click(screen.getByTestId("probe-more"));
    await fireEvent.click(await screen.findByText("Monitor this endpoint"));
    await screen.findByTestId("monitor-form");
    expect(field("url").value).toBe("https://pos-bridge.example.com/retm/orders");
    await fireEvent.keyDown(field("url"), { key: "Escape" });
    expect(location.hash).toBe(PAGE);
    expect(saves(backend)).toEqual([]);
  });

  it("is not asked for where the incident has one", async () => {
    await open("monitor-failing", "#/open/incident/1");
    await screen.findByTestId("probe");
    await fireEvent.click(screen.getByTestId("probe-more"));
    await fireEvent.click(await screen.findByText("Open its monitor"));
    await opened(1);
  });
});
