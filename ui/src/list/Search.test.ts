// Tests the search with its chips, the endpoints, pausing notifications, and the theme. Never waits for a fixed time.
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { Player } from "../stand-in/player";
import { callsOf, expectNoFaults, idsOf, key, open } from "../testing";

const type = (text: string): Promise<boolean> =>
  fireEvent.input(screen.getByTestId("search"), { target: { value: text } });
const rows = async (ids: number[]): Promise<void> => {
  await waitFor(() => {
    expect(idsOf("row")).toEqual(ids);
  });
};

describe("search", () => {
  it("is reached by key, finds as one types, and shows its filters as chips", async () => {
    await open("mixed", "#/errors");
    await rows([3, 2, 1]);
    await key("/");
    expect(document.activeElement).toBe(screen.getByTestId("search"));
    await type("code:503 endpoint:orders");
    await rows([1]);
    const chips = await screen.findAllByTestId("chip");
    expect(chips.map((chip) => chip.textContent.trim())).toEqual(["code 503", "endpoint has “orders”"]);
    expect(location.hash).toBe("#/errors?q=code%3A503%20endpoint%3Aorders");
    await expectNoFaults();
    await key("Enter");
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("data-list")).toBe("errors");
    });
    await fireEvent.click(chips[0] as HTMLElement);
    await rows([3, 1]);
    expect((screen.getByTestId("search") as HTMLInputElement).value).toBe("endpoint:orders");
    history.back();
    await rows([1]);
    history.back();
    await rows([3, 2, 1]);
    expect(screen.queryByTestId("chip")).toBeNull();
  });

  it("says which filter it leaves out, and why", async () => {
    await open("mixed", "#/errors?q=since%3Asoon%20code%3A0");
    await rows([2]);
    expect((await screen.findByTestId("chip-problem")).textContent).toContain("since:soon is ignored.");
    await expectNoFaults();
  });

  it("has words for nothing found, and a way out", async () => {
    await open("mixed");
    await screen.findAllByTestId("incident-row");
    await type("code:418");
    await screen.findByText("Nothing matches.");
    await fireEvent.click(screen.getByText("Clear the search"));
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([3, 2, 1]);
    });
  });

  it("leaves the box by Esc, and keeps what was typed", async () => {
    await open("mixed");
    await screen.findAllByTestId("incident-row");
    await key("/");
    await type("menu");
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([2]);
    });
    await screen.findByText("endpoint:pos.example.com/retm/menu");
    await key("Escape");
    expect(screen.queryByTestId("choice")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("search"));
    await key("Escape");
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("data-list")).toBe("incidents");
    });
    expect((screen.getByTestId("search") as HTMLInputElement).value).toBe("menu");
  });
});

describe("completion", () => {
  const offered = (): string[] =>
    screen.queryAllByTestId("choice").map((one) => one.querySelector("bdi")?.textContent ?? "");
  const box = (): HTMLInputElement => screen.getByTestId("search");

  it("offers filters, then their values, and takes them by key", async () => {
    await open("hosts");
    await screen.findAllByTestId("incident-row");
    await key("/");
    await waitFor(() => {
      expect(offered().slice(0, 2)).toEqual(["endpoint:", "host:"]);
    });
    await expectNoFaults();
    await type("ho");
    await waitFor(() => {
      expect(offered()).toEqual(["host:"]);
    });
    await key("ArrowDown");
    const active = box().getAttribute("aria-activedescendant") ?? "";
    expect(document.getElementById(active)?.getAttribute("aria-selected")).toBe("true");
    await key("Enter");
    expect(box().value).toBe("host:");
    await waitFor(() => {
      expect(offered()).toEqual(["host:staging.shop.example", "host:prod.shop.example"]);
    });
    await key("ArrowDown", "ArrowDown", "ArrowUp", "Enter");
    expect(box().value).toBe("host:staging.shop.example ");
    expect(offered()).toEqual([]);
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([2]);
    });
    await expectNoFaults();
    await key("Enter");
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("data-list")).toBe("incidents");
    });
  });

  it("takes a choice by pointer", async () => {
    await open("hosts");
    await screen.findAllByTestId("incident-row");
    await key("/");
    await type("host:stag");
    await fireEvent.click(await screen.findByText("host:staging.shop.example"));
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([2]);
    });
  });
});

describe("matches", () => {
  it("are counted, and other views say what they have", async () => {
    await open("other-views");
    await screen.findAllByTestId("incident-row");
    await type("branch");
    const line = await screen.findByTestId("matches");
    expect(line.textContent.replace(/\s+/g, " ").trim()).toBe(
      "1 match ·1 in Acknowledged·1 in Resolved Save search",
    );
    await expectNoFaults();
    location.hash = within(line).getByText("1 in Resolved").getAttribute("href") ?? "";
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([1]);
    });
    expect(location.hash).toBe("#/resolved?q=branch");
  });

  it("in another view only are one click away", async () => {
    await open("other-views");
    await screen.findAllByTestId("incident-row");
    await type("branch-1");
    const link = await screen.findByTestId("match-elsewhere");
    expect(link.textContent).toBe("1 in Resolved");
    await expectNoFaults();
  });

  it("are none of a filter that there is not, which is marked", async () => {
    await open("hosts", "#/open?q=hots%3Astaging");
    expect((await screen.findByTestId("chip-problem")).textContent).toContain(
      "hots:staging is ignored. There is no filter “hots”. Did you mean host:?",
    );
  });
});

describe("saved searches", () => {
  afterEach(() => {
    localStorage.clear();
  });

  it("stay in the sidebar with their counts until they are removed", async () => {
    await open("other-views");
    await screen.findAllByTestId("incident-row");
    await type("branch");
    await fireEvent.click(await screen.findByTestId("save-search"));
    const saved = await screen.findByTestId("saved-search");
    await waitFor(() => {
      expect(saved.textContent.replace(/\s+/g, " ").trim()).toBe("branch 1");
    });
    expect(saved.getAttribute("aria-current")).toBe("page");
    expect(screen.getByTestId("nav-open").getAttribute("aria-current")).toBeNull();
    await expectNoFaults();
    location.hash = "#/resolved";
    await waitFor(() => {
      expect(screen.getByTestId("nav-resolved").getAttribute("aria-current")).toBe("page");
    });
    location.hash = saved.getAttribute("href") ?? "";
    await waitFor(() => {
      expect(location.hash).toBe("#/open?q=branch");
    });
    cleanup();
    await open("other-views", "#/open?q=branch");
    await screen.findByTestId("saved-search");
    await fireEvent.click(await screen.findByTestId("save-search"));
    expect(screen.queryByTestId("saved-search")).toBeNull();
    expect(screen.getByTestId("save-search").textContent).toBe("Save search");
  });
});

describe("a rule of a saved search", () => {
  afterEach(() => {
    localStorage.clear();
  });

  const ruleOf = (backend: Player): unknown => callsOf(backend, "save_alert_rules").at(-1)?.args;

  it("is made beside the search, and changed in the sidebar's menu", async () => {
    const { backend } = await open("search-rule");
    await screen.findAllByTestId("incident-row");
    await type("code:503");
    expect(screen.queryByTestId("notify")).toBeNull();
    await fireEvent.click(await screen.findByTestId("save-search"));
    await fireEvent.click(await screen.findByTestId("notify"));
    await expectNoFaults();
    await fireEvent.click(await screen.findByTestId("notify-silently"));
    await waitFor(() => {
      expect(ruleOf(backend)).toMatchObject({
        rules: [{ match: "", search: "code:503", notify: true, sound: false, urgency: "usual" }],
      });
    });
    await fireEvent.contextMenu(await screen.findByTestId("saved-search"));
    await fireEvent.click(await screen.findByTestId("notify-never"));
    await waitFor(() => {
      expect(ruleOf(backend)).toMatchObject({ rules: [{ search: "code:503", notify: false }] });
    });
    expect(callsOf(backend, "save_alert_rules")).toHaveLength(2);
  });
});

describe("hosts", () => {
  const labels = (testid: string): (string | undefined)[] =>
    screen
      .getAllByTestId(testid)
      .map((row) => row.querySelector(".name, .label, .endpoint")?.textContent?.trim());

  it("are shown where more than one is known", async () => {
    await open("hosts");
    await screen.findAllByTestId("incident-row");
    const both = ["staging.shop.example/retm/invoices", "prod.shop.example/retm/invoices"];
    // Narrower than the other lists.
    expect(labels("incident-row")).toEqual(["staging.shop.…/retm/invoices", "prod.shop.exa…/retm/invoices"]);
    location.hash = "#/endpoints";
    await screen.findAllByTestId("endpoint-row");
    expect(labels("endpoint-row")).toEqual(both);
    location.hash = "#/errors";
    await screen.findAllByTestId("row");
    expect(labels("row").map((label) => label?.split(".")[0])).toEqual(["staging", "prod"]);
    await expectNoFaults();
  });

  it("are left out where all are of one", async () => {
    await open("three-reports");
    await screen.findAllByTestId("incident-row");
    expect(labels("incident-row")).toEqual(["/retm/orders"]);
  });
});

describe("endpoints", () => {
  it("lists how often each failed, and leads to its page", async () => {
    await open("endpoints", "#/endpoints");
    const first = (await screen.findAllByTestId("endpoint-row"))[0] as HTMLElement;
    const cells = within(first).getAllByRole("gridcell");
    expect(cells.map((cell) => cell.textContent.trim())).toEqual([
      "/retm/branch-1", "Open", "503", "1", "2", "just now",
    ]); // prettier-ignore
    await expectNoFaults();
    await key("j", "Enter");
    const page = await screen.findByTestId("endpoint-page");
    await within(page).findByText("/retm/branch-1");
    expect(location.hash).toBe("#/endpoint/%2Fretm%2Fbranch-1");
    await key("Escape");
    await screen.findAllByTestId("endpoint-row");
  });
});

describe("pause", () => {
  it("says until when, and ends", async () => {
    const { backend } = await open("pause");
    await key("n");
    await fireEvent.click(await screen.findByText("Pause until I resume"));
    await waitFor(() => {
      expect(screen.getByTestId("pause").textContent).toContain("Paused until you resume");
    });
    await key("n");
    await fireEvent.click(await screen.findByText("Pause for 30 minutes"));
    await waitFor(() => {
      expect(screen.getByTestId("pause").textContent).toMatch(/Paused until .*\d\d:\d\d/);
    });
    await fireEvent.click(screen.getByTestId("pause"));
    await expectNoFaults();
    await fireEvent.click(screen.getByText("Resume notifications"));
    await waitFor(() => {
      expect(screen.getByTestId("pause").textContent).toContain("Notifications on");
    });
    const pauses = callsOf(backend, "pause_alerts").map((call) => call.args);
    expect(pauses).toEqual([{ pause: "always" }, { pause: "half_hour" }, { pause: "off" }]);
  });
});

it("is coloured as the settings say", async () => {
  const { backend } = await open("dark");
  expect(document.documentElement.dataset["theme"]).toBe("system");
  backend.next();
  await waitFor(() => {
    expect(document.documentElement.dataset["theme"]).toBe("dark");
  });
});
