// Tests the window as the user sees it, over recorded scenarios. Never waits for a fixed time.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Status } from "../bindings";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { Pages } from "./pages.svelte";
import App from "./App.svelte";
import { callsOf, expectNoFaults, idsOf, key, open, show } from "../testing";

const MARKUP = '<a href="https://evil.example">click</a> & <img src=x onerror=alert(1)>';

describe("first run", () => {
  it("fills its ticks by what happens, and leads to the history", async () => {
    const { backend } = await open("first-run");
    expect(screen.getByTestId("receiver-url").textContent).toBe(backend.status().receiver_url);
    expect(screen.queryByTestId("history-list")).toBeNull();
    expect(screen.queryByTestId("open-history")).toBeNull();
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("copy-url"));
    await waitFor(() => {
      expect(backend.copied).toEqual([backend.status().receiver_url]);
    });
    await fireEvent.click(screen.getByTestId("send-test"));
    await waitFor(() => {
      expect(screen.getByTestId("step-3").dataset["done"]).toBe("true");
    });
    // RETM can't use a local URL, and a test report proves nothing about RETM.
    for (const step of [1, 2]) expect(screen.getByTestId(`step-${step}`).dataset["done"]).toBe("false");
    await fireEvent.click(await screen.findByTestId("open-history"));
    await screen.findByTestId("incident-list");
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([1]);
    });
  });

  it("is completed by a real report that arrives by itself", async () => {
    const { backend } = await open("first-report");
    backend.next();
    await screen.findByTestId("open-history");
    await waitFor(() => {
      for (const step of [1, 2, 3]) expect(screen.getByTestId(`step-${step}`).dataset["done"]).toBe("true");
    });
    await expectNoFaults();
  });

  it("leads to the history as soon as a report is shown, though the status does not count it yet", async () => {
    const { backend, pages } = await open("first-report");
    const { session } = pages;
    const before = session.status.value;
    backend.next();
    const button = await screen.findByTestId("open-history");
    session.status.value = before;
    await fireEvent.click(button);
    await screen.findByTestId("incident-list");
    expect(screen.queryByTestId("first-run")).toBeNull();
  });
});

describe("setup", () => {
  it("stays in sight until it is set aside, and can be come back to", async () => {
    const { backend } = await open("set-aside");
    await fireEvent.click(screen.getByTestId("send-test"));
    await fireEvent.click(await screen.findByTestId("open-history"));
    const unfinished = await screen.findByTestId("finish-setup");
    expect(unfinished.title).toBe("Finish setup · 2 of 3 left");
    await expectNoFaults();
    location.hash = unfinished.getAttribute("href") ?? "";
    await fireEvent.click(await screen.findByTestId("skip-tunnel"));
    await fireEvent.click(screen.getByTestId("local-only"));
    await screen.findByTestId("not-local-only");
    expect(callsOf(backend, "set_setting").map((call) => call.args)).toEqual([
      { name: "setup.local_only", value: "true" },
    ]);
    await fireEvent.click(screen.getByTestId("open-history"));
    await waitFor(() => {
      expect(screen.queryByTestId("finish-setup")).toBeNull();
    });
    expect(screen.getByTestId("reachability").textContent).toContain("This machine only");
  });

  it("is not over where no notification could be shown", async () => {
    await open("not-notified");
    await fireEvent.click(screen.getByTestId("send-test"));
    const why = await screen.findByTestId("not-notified");
    expect(why.textContent).toBe("No notification was shown. No server answers. Start one.");
    expect(screen.getByTestId("step-3").dataset["done"]).toBe("false");
  });
});

describe("a window that a notification opens", () => {
  it("asks for the incident along with the status, and for the list after it", async () => {
    const { backend } = await open("history", "#/incident/1");
    await screen.findByTestId("incident");
    const names = backend.calls.map((call) => call.name);
    const first = (name: string): number => names.indexOf(name as (typeof names)[number]);
    expect(first("incident")).toBeLessThan(first("incidents"));
    expect(Math.abs(first("incident") - first("status"))).toBeLessThanOrEqual(3);
    await screen.findByTestId("incident-list");
    for (const name of ["status", "incident", "diagnosis", "delivery_errors", "incidents"])
      expect([name, callsOf(backend, name).length]).toEqual([name, 1]);
  });
});

describe("history", () => {
  it("lists the newest first, shows new ones live, and says what was seen", async () => {
    const { backend } = await open("markup", "#/errors");
    await waitFor(() => {
      expect(idsOf("row")).toEqual([3, 2, 1]);
    });
    await waitFor(() => {
      expect(callsOf(backend, "mark_seen").at(-1)?.args).toEqual({ up_to: 3 });
    });
    backend.next();
    await waitFor(() => {
      expect(idsOf("row")).toEqual([4, 3, 2, 1]);
    });
    expect(document.querySelector("a[href^='https://evil']")).toBeNull();
    expect(document.querySelector("img")).toBeNull();
    expect(screen.getByText(MARKUP)).toBeTruthy();
    await expectNoFaults();
  });

  it("does not say seen while nobody looks", async () => {
    vi.spyOn(document, "hasFocus").mockReturnValue(false);
    const { backend } = await open("reading", "#/errors");
    await waitFor(() => {
      expect(idsOf("row")).toEqual([3, 2, 1]);
    });
    expect(callsOf(backend, "mark_seen")).toEqual([]);
    vi.spyOn(document, "hasFocus").mockReturnValue(true);
    await fireEvent.focus(window);
    await waitFor(() => {
      expect(callsOf(backend, "mark_seen")).toHaveLength(1);
    });
  });

  it("shows new ones at the top while one reads, and the selection stays", async () => {
    const { backend } = await open("reading", "#/error/2");
    await screen.findByText("Delivery error 2");
    await screen.findAllByTestId("row");
    backend.next();
    await waitFor(() => {
      expect(idsOf("row")).toEqual([5, 4, 3, 2, 1]);
    });
    expect(screen.queryByTestId("new-rows")).toBeNull();
    expect(screen.getByRole("option", { selected: true }).dataset["id"]).toBe("2");
  });

  it("keeps its place further down, and counts what waits above", async () => {
    const { backend } = await open("reading", "#/error/2");
    await screen.findByText("Delivery error 2");
    await screen.findAllByTestId("row");
    const list = screen.getByTestId("history-list");
    list.scrollTop = 40;
    await fireEvent.scroll(list);
    backend.next();
    const strip = await screen.findByTestId("new-rows");
    expect(strip.textContent).toContain("2 new");
    // Two rows and the strip.
    await waitFor(() => {
      expect(list.scrollTop).toBe(40 + 80 + 28);
    });
    await fireEvent.click(strip);
    await waitFor(() => {
      expect(screen.queryByTestId("new-rows")).toBeNull();
    });
    expect(list.scrollTop).toBe(0);
  });

  it("goes through rows by key, and back by Esc", async () => {
    await open("three-reports", "#/errors");
    await screen.findAllByTestId("row");
    await key("j");
    await screen.findByText("Delivery error 3");
    await key("j");
    await screen.findByText("Delivery error 2");
    expect(location.hash).toBe("#/errors/error/2");
    const chosen = screen.getAllByRole("option", { selected: true });
    expect(chosen.map((row) => row.dataset["id"])).toEqual(["2"]);
    expect(screen.getByTestId("history-list").getAttribute("aria-activedescendant")).toBe("errors-2");
    await key("Escape");
    await waitFor(() => {
      expect(screen.queryByText("Delivery error 2")).toBeNull();
    });
    expect(location.hash).toBe("#/errors");
  });

  it("goes where the app sends it", async () => {
    const { backend } = await open("three-reports");
    backend.tell("navigate", "#/error/1");
    await screen.findByText("Delivery error 1");
    expect(location.hash).toBe("#/error/1");
  });

  it("goes where the app sent it while it was loading", async () => {
    const backend = await play("three-reports");
    const call = backend.call.bind(backend);
    backend.call = async (name, args) =>
      name === "take_address" ? ("#/error/1" as never) : call(name, args);
    await show(backend);
    await screen.findByText("Delivery error 1");
    expect(location.hash).toBe("#/error/1");
  });

  it("says of what does not exist that it is not here", async () => {
    await open("three-reports", "#/error/4711");
    await screen.findByText("Delivery error 4711 is not here.");
    await expectNoFaults();
  });

  it("says the same of an incident", async () => {
    await open("three-reports", "#/incident/4711");
    await screen.findByText("Incident 4711 is not here.");
    await expectNoFaults();
  });
});

describe("detail", () => {
  it("shows what was sent to the letter, and laid out", async () => {
    const body = `{"code":503,"endpoint":"/x","message":${JSON.stringify(MARKUP)},"id":12345678901234567890}`;
    const { backend } = await open("to-the-letter", "#/error/1");
    const shown = await screen.findByTestId("detail-body");
    expect(shown.textContent).toContain('\n  "id": 12345678901234567890\n');
    await fireEvent.click(screen.getByTestId("body-as-sent"));
    expect(screen.getByTestId("detail-body").textContent).toBe(body);
    expect(screen.getByTestId("detail-message").textContent).toBe(MARKUP);
    expect(screen.getByTestId("detail-endpoint").textContent).toBe("/x");
    expect(screen.getByTestId("detail").querySelector("img, a[href^=http]")).toBeNull();
    expect(within(screen.getByTestId("detail")).getByText("claims to come from")).toBeTruthy();
    await expectNoFaults();
    await key("c");
    expect(document.activeElement?.textContent).toContain("As JSON");
    await fireEvent.click(document.activeElement as HTMLElement);
    await waitFor(() => {
      expect(backend.copied).toHaveLength(1);
    });
    expect(JSON.parse(backend.copied[0] ?? "")).toMatchObject({ id: 1, body, endpoint: "/x" });
  });

  it("puts the body of an unreadable report first, with why", async () => {
    const body = '{"code": 503, "endpoint": "https://pos';
    await open("unreadable", "#/error/1");
    await screen.findByText("RETM sent something unreadable. It is kept as it came.");
    expect(screen.getByTestId("unreadable-reason").textContent).toBe("The body is not complete JSON.");
    expect(screen.getByTestId("detail-body").textContent).toBe(body);
    expect(screen.queryByTestId("body-pretty")).toBeNull();
  });

  it("dumps a body that is no text", async () => {
    await open("unreadable", "#/error/2");
    expect((await screen.findByTestId("detail-body")).textContent).toMatch(/^000000 {2}ff 00 78/);
    expect(screen.getByText(/The first 4,096 of 5,002 bytes/)).toBeTruthy();
  });
});

describe("troubles", () => {
  const problem = { what: "Port 7386 is taken.", meaning: "m", remedy: "r" };

  it("mends the receiver with one button", async () => {
    const { backend } = await open("port-taken");
    const bar = await screen.findByTestId("problem-bar");
    expect(bar.textContent).toContain("Port 7386 is taken by node (pid 4711).");
    expect(screen.getByTestId("status").textContent).toContain("not listening");
    await fireEvent.click(within(bar).getByText("Use a free port"));
    await waitFor(() => {
      expect(screen.queryByTestId("problem-bar")).toBeNull();
    });
    expect(callsOf(backend, "mend_receiver").map((call) => call.args)).toEqual([{ any_port: true }]);
  });

  it("says when the app does not answer, and recovers", async () => {
    const backend = await play("three-reports");
    backend.failing.set("status", problem);
    location.hash = "#/";
    render(App, { pages: new Pages(new Session(backend)) });
    const bar = await screen.findByTestId("problem-bar");
    backend.failing.clear();
    await fireEvent.click(within(bar).getByText("Check again"));
    await screen.findByTestId("incident-list");
    expect(screen.queryByTestId("problem-bar")).toBeNull();
  });

  it("shows what a button failed with", async () => {
    const { backend } = await open("three-reports");
    backend.failing.set("send_test", { ...problem, what: "The test report was refused." });
    await fireEvent.click(screen.getByTestId("send-test"));
    expect((await screen.findByTestId("problem-bar")).textContent).toContain("The test report was refused.");
  });

  it("says that it was updated, and restarts on a click", async () => {
    const backend = await play("three-reports");
    const call = backend.call.bind(backend);
    vi.spyOn(backend, "call").mockImplementation(async (name, args) => {
      const answer = await call(name, args);
      return name === "status" ? { ...(answer as Status), upgrade: { version: "0.2.0" } } : (answer as never);
    });
    await show(backend);
    const bar = await screen.findByTestId("problem-bar");
    expect(bar.textContent).toMatch(
      /Missedhook was updated to 0\.2\.0\.\s+The old version still runs\.\s+Restart to use the new one\./,
    );
    await fireEvent.click(within(bar).getByTestId("restart-app"));
    expect(callsOf(backend, "restart_app")).toHaveLength(1);
    await fireEvent.click(within(bar).getByText("Hide"));
    expect(screen.queryByTestId("problem-bar")).toBeNull();
  });

  it("hides missing notifications for the session only when told to", async () => {
    const { backend } = await open("no-notifications");
    await fireEvent.click(within(await screen.findByTestId("problem-bar")).getByText("Hide"));
    expect(screen.queryByTestId("problem-bar")).toBeNull();
    backend.changed();
    await waitFor(() => {
      expect(screen.queryByTestId("problem-bar")).toBeNull();
    });
  });
});

it("follows an address that changes while it starts", async () => {
  const backend = await play("three-reports");
  const listen = backend.listen.bind(backend);
  vi.spyOn(backend, "listen").mockImplementation(async (event, handler) => {
    await new Promise((done) => setTimeout(done, 50));
    return listen(event, handler);
  });
  location.hash = "#/";
  render(App, { pages: new Pages(new Session(backend)) });
  location.hash = "#/monitors";
  await screen.findByTestId("monitor-page");
});

it("lists its keys in a dialog", async () => {
  await open("three-reports");
  await key("?");
  const keys = await screen.findByTestId("keys");
  expect(keys.textContent).toContain("Copy your receiver URL");
  await expectNoFaults();
});
