// Tests the diagnosis as the user sees it: the sentence, the probe and what it needs first, what was missed, and the
// saved document.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { play, type Player } from "../stand-in/player";
import { callsOf, expectNoFaults, key, open, show } from "../testing";
import { speak } from "../words/locale.svelte";

const OPEN = "#/open/incident/1";
const text = (testid: string): string => screen.getByTestId(testid).textContent.replace(/\s+/g, " ").trim();
const steps = (): (string | undefined)[] =>
  screen.getAllByTestId("probe-step").map((step) => step.dataset["state"]);
const args = (backend: Player, name: string): unknown[] => callsOf(backend, name).map((call) => call.args);

describe("why", () => {
  it("says what the code means with its usual causes, until a probe says the cause", async () => {
    await open("certificate", OPEN);
    await screen.findByTestId("why");
    expect(text("why-sentence")).toBe("Your endpoint is up but says it's unavailable.");
    expect(text("why-basis")).toBe("· likely");
    await expectNoFaults();
    await key("p");
    await waitFor(() => {
      expect(text("why-sentence")).toBe("Your certificate for pos-bridge.example.com expired 2 days ago.");
    });
    expect(text("why-next")).toContain("Renew the certificate");
    expect(text("why-basis")).toMatch(/^· probed from here at \d\d:\d\d$/);
    expect(steps()).toEqual(["done", "done", "failed"]);
    expect(screen.getByTestId("waterfall").textContent).toContain("Failed.");
    const failed = screen.getAllByTestId("probe-step")[2] as HTMLElement;
    expect(failed.textContent).not.toContain("Let's Encrypt");
    await fireEvent.click(within(failed).getByTestId("step-facts"));
    expect(failed.textContent).toContain("CN=R11, O=Let's Encrypt, C=US");
    await expectNoFaults();
    expect(screen.getByTestId("said").textContent).toContain("expired 2 days ago");
  });

  it("tells how it stands with its recovery, and shows a kind of entry that it does not know", async () => {
    await open("recovering", OPEN);
    expect((await screen.findByTestId("recovery")).textContent).toMatch(/^Responding since 09:13/);
    await fireEvent.click(screen.getByTestId("tab-timeline"));
    const entries = within(screen.getByTestId("timeline")).getAllByRole("listitem");
    expect(entries[0]?.textContent).toContain("Put aside");
    expect(entries[1]?.textContent).toContain("Shelved until Monday");
    expect(entries[1]?.textContent).not.toContain("undefined");
    await expectNoFaults();
  });
});

describe("a promise", () => {
  it("is asked for again once its time has passed", async () => {
    const backend = await play("recovering");
    const answer = backend.call.bind(backend);
    let recovery = "Resolves at 10:03.";
    vi.spyOn(backend, "call").mockImplementation(async (name, args) => {
      const given = await answer(name, args);
      const promise = { recovery, recovery_until: new Date().toISOString() };
      return name === "diagnosis" ? ({ ...(given as object), ...promise } as never) : given;
    });
    await show(backend, OPEN);
    expect((await screen.findByTestId("recovery")).textContent).toBe("Resolves at 10:03.");
    recovery = "Resolves at 10:08.";
    await waitFor(() => expect(screen.getByTestId("recovery").textContent).toBe("Resolves at 10:08."), {
      timeout: 5_000,
    });
  });
});

describe("the probe", () => {
  it("shows each step as it comes, and stops by the key that began it", async () => {
    const { backend } = await open("probe-stopped", OPEN);
    await screen.findByTestId("probe");
    await key("p");
    await waitFor(() => {
      expect(steps()).toEqual(["running"]);
    });
    expect(screen.queryByTestId("probe")).toBeNull();
    expect(screen.getByTestId("probe-stop").title).toContain("(p)");
    expect(screen.getByTestId("probe-panel").getAttribute("aria-busy")).toBe("true");
    await expectNoFaults();
    await key("p");
    await waitFor(() => {
      expect(text("probe-when")).toContain("just now");
    });
    expect(args(backend, "start_probe")).toEqual([{ incident_id: 1, url: null, method: "head" }]);
    expect(args(backend, "cancel_probe")).toEqual([{ ticket: 1 }]);
    expect(text("probe-sentence")).toBe("The probe was stopped.");
    expect(text("why-basis")).toBe("· likely");
    expect(screen.getByTestId("probe")).toBeTruthy();
  });

  it("goes on while another incident is read", async () => {
    const { session } = (await open("probe-stopped", OPEN)).pages;
    await screen.findByTestId("probe");
    await key("p");
    await screen.findByTestId("probe-stop");
    session.router.go("#/open/incident/2");
    await screen.findByTestId("probe-never");
    expect(screen.queryByTestId("probe-step")).toBeNull();
    session.router.go(OPEN);
    await screen.findByTestId("probe-stop");
    await waitFor(() => {
      expect(steps()).toEqual(["running"]);
    });
  });

  it("sends an event only from the menu, which says what that does", async () => {
    const { backend } = await open("probe-event", OPEN);
    await screen.findByTestId("probe");
    expect(screen.queryByText(/by POST/)).toBeNull();
    await fireEvent.click(screen.getByTestId("probe-more"));
    const event = screen.getByTestId("probe-event");
    expect(event.textContent).toContain("treat it as real");
    await expectNoFaults();
    await fireEvent.click(event);
    await screen.findByTestId("waterfall");
    expect(args(backend, "start_probe")).toEqual([{ incident_id: 1, url: null, method: "event" }]);
  });

  it("asks first where a host is not allowed, and probes again once it is", async () => {
    const { backend } = await open("not-allowed", OPEN);
    await screen.findByTestId("probe");
    await key("p");
    const allow = await screen.findByRole("button", { name: "Allow pos-bridge.example.com" });
    expect(text("probe-sentence")).toContain("192.168.10.14, in a private network");
    await expectNoFaults();
    await fireEvent.click(allow);
    await waitFor(() => {
      expect(text("why-sentence")).toContain("answers 200 OK");
    });
    expect(args(backend, "allow_host")).toEqual([{ host: "pos-bridge.example.com" }]);
    expect(callsOf(backend, "start_probe")).toHaveLength(2);
    expect(screen.queryByTestId("allow-host")).toBeNull();
  });

  it("asks where a bare path begins, keeps what was refused, and probes", async () => {
    const { backend } = await open("base-url", OPEN);
    await screen.findByTestId("probe");
    await key("p");
    const field: HTMLInputElement = await screen.findByTestId("base-url-field");
    expect(callsOf(backend, "start_probe")).toHaveLength(0);
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
    await fireEvent.input(field, { target: { value: "nonsense" } });
    await fireEvent.click(screen.getByTestId("base-url-save"));
    await screen.findByText(/base_url must be an http or https URL/);
    expect(field.value).toBe("nonsense");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    await expectNoFaults();
    await fireEvent.input(field, { target: { value: "https://pos.example.com" } });
    await fireEvent.click(screen.getByTestId("base-url-save"));
    await waitFor(() => {
      expect(screen.getByTestId("probe-panel").textContent).toContain("https://pos.example.com/retm/menu");
    });
    expect(args(backend, "set_setting").at(-1)).toEqual({
      name: "probe.base_url",
      value: "https://pos.example.com",
    });
    await waitFor(() => {
      expect(callsOf(backend, "start_probe")).toHaveLength(1);
    });
    expect(screen.queryByTestId("base-url")).toBeNull();
  });

  it("has no button where RETM named no endpoint", async () => {
    await open("no-endpoint", OPEN);
    await screen.findByTestId("why");
    expect(screen.queryByTestId("probe")).toBeNull();
    await key("p");
    expect((await screen.findByTestId("probe-none")).textContent).toContain("nothing to probe");
  });

  it("says that a result is older than the incident", async () => {
    await open("probe-former", OPEN);
    await fireEvent.click(await screen.findByTestId("tab-probe"));
    await waitFor(() => {
      expect(text("probe-when")).toContain("From before this incident · yesterday");
    });
    expect(text("probe-sentence")).toContain("expired 2 days ago");
    expect(text("why-sentence")).not.toContain("expired");
  });

  it("says why it could not begin", async () => {
    const backend = await play("three-reports");
    backend.failing.set("start_probe", { what: "Too many probes.", meaning: "Four run.", remedy: "Wait." });
    await show(backend, OPEN);
    await screen.findByTestId("probe");
    await key("p");
    expect((await screen.findByTestId("problem-bar")).textContent).toContain("Too many probes.");
    expect(screen.getByTestId("probe")).toBeTruthy();
  });
});

describe("what was missed", () => {
  it("says from when to when and how that is known, and copies it and each call", async () => {
    const { backend } = await open("evidence", OPEN);
    await fireEvent.click(await screen.findByTestId("tab-missed"));
    const missed = await screen.findByTestId("missed");
    expect(missed.textContent).toContain("RETM tried three times before this");
    expect(missed.textContent).toContain("Still open");
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("missed-copy"));
    await waitFor(() => {
      expect(backend.copied[0]).toMatch(/^Missed window of \/retm\/orders\nFrom: 2026-11-24 09:13:57/);
    });
    expect(screen.getByTestId("missed-copy").getAttribute("aria-label")).toBe("Copied");
    await fireEvent.click(screen.getAllByTestId("missed-call-copy")[0] as HTMLElement);
    await waitFor(() => {
      expect(backend.copied[1]).toMatch(/^curl -H .*\/api\/v2\/invoices\/list"$/);
    });
    await fireEvent.click(screen.getByRole("checkbox", { name: "Invoices" }));
    await fireEvent.click(screen.getByTestId("tab-probe"));
    await fireEvent.click(screen.getByTestId("tab-missed"));
    const invoices: HTMLInputElement = await screen.findByRole("checkbox", { name: "Invoices" });
    expect(invoices.checked).toBe(true);
    const orders: HTMLInputElement = screen.getByRole("checkbox", { name: "Orders" });
    expect(orders.checked).toBe(false);
  });
});

describe("the evidence", () => {
  it("is copied as Markdown, and saved, and says where", async () => {
    const { backend } = await open("evidence", OPEN);
    await screen.findByTestId("why");
    await key("c");
    await fireEvent.click(await screen.findByText("Copy as Markdown"));
    await waitFor(() => {
      expect(backend.copied[0]).toContain("# Incident 1: /retm/orders");
    });
    await key("c");
    await fireEvent.click(await screen.findByText("Save as HTML"));
    const line = await screen.findByTestId("evidence-line");
    expect(line.textContent).toContain("/home/amal/Downloads/missedhook-incident-1-20261124T091400Z.html");
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("evidence-copy"));
    await waitFor(() => {
      expect(backend.copied[1]).toBe("/home/amal/Downloads/missedhook-incident-1-20261124T091400Z.html");
    });
    await fireEvent.click(screen.getByTestId("evidence-hide"));
    expect(screen.queryByTestId("evidence-line")).toBeNull();
  });

  it.each([
    ["en", "Save as HTML", "Save as Markdown in Arabic"],
    ["ar", "حفظ بصيغة HTML", "حفظ بصيغة Markdown بالإنجليزية"],
  ] as const)("is saved in the language of the window, or in the other: %s", async (language, own, other) => {
    const { backend } = await open("evidence", OPEN);
    await screen.findByTestId("why");
    speak({ language });
    for (const words of [own, other]) {
      await key("c");
      await fireEvent.click(await screen.findByText(words));
      await screen.findByTestId("evidence-line");
    }
    expect(args(backend, "save_evidence")).toEqual([
      { incident_id: 1, format: "html", language },
      { incident_id: 1, format: "markdown", language: language === "en" ? "ar" : "en" },
    ]);
  });

  it("says why it could not be saved", async () => {
    const backend = await play("evidence");
    backend.failing.set("save_evidence", {
      what: "The disk is full.",
      meaning: "Nothing was saved.",
      remedy: "Free some space.",
    });
    await show(backend, OPEN);
    await screen.findByTestId("why");
    await key("c");
    await fireEvent.click(await screen.findByText("Save as Markdown"));
    expect((await screen.findByTestId("evidence-line")).textContent).toContain("The disk is full.");
  });
});
