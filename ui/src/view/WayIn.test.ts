// Tests the way in as a person meets it: the three ticks of the first run, choosing a tunnel, a way that fails, and a
// URL that has changed.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { MemoryBackend } from "../backend.memory";
import { Session } from "../state/session.svelte";
import App from "./App.svelte";
import { callsOf, expectNoFaults } from "./testing";

vi.mock("./plot-chart");

async function show(backend: MemoryBackend) {
  const session = new Session(backend);
  await session.start();
  render(App, { session });
  return { backend, session };
}

const done = (step: number) => screen.getByTestId(`step-${step}`).dataset["done"];

async function choose(kind: string): Promise<void> {
  const offer = await screen.findByTestId(`tunnel-offer-${kind}`);
  await fireEvent.click(within(offer).getByRole("radio"));
}

async function enter(field: string, value: string): Promise<void> {
  const input = screen.getByTestId(`tunnel-field-${field}`);
  await fireEvent.input(input, { target: { value } });
}

describe("the first run", () => {
  it("goes green step by step: a way in that is proven, a URL that is copied, a first report", async () => {
    const { backend } = await show(new MemoryBackend());
    await screen.findByTestId("first-run");
    expect([done(1), done(2), done(3)]).toEqual(["false", "false", "false"]);
    await choose("bore");
    await enter("bore_server", "bore.example");
    await enter("bore_port", "4321");
    await fireEvent.click(screen.getByTestId("tunnel-start"));
    await waitFor(() => {
      expect(done(1)).toBe("true");
    });
    // The values first, the kind last: the tunnel starts with what was entered.
    expect(callsOf(backend, "set_setting").map((call) => call.args)).toEqual([
      { name: "tunnel.bore_server", value: "bore.example" },
      { name: "tunnel.bore_port", value: "4321" },
      { name: "tunnel.kind", value: "bore" },
    ]);
    expect(screen.getByTestId("receiver-url").textContent).toContain("http://bore.example:4321/error/");
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("copy-url"));
    await waitFor(() => {
      expect(done(2)).toBe("true");
    });
    await fireEvent.click(screen.getByTestId("send-test"));
    await waitFor(() => {
      expect(done(3)).toBe("true");
    });
  });

  it("can go on without a tunnel", async () => {
    await show(new MemoryBackend());
    await fireEvent.click(await screen.findByTestId("skip-tunnel"));
    expect(screen.queryByTestId("tunnel-picker")).toBeNull();
    await fireEvent.click(screen.getByTestId("unskip"));
    await screen.findByTestId("tunnel-picker");
  });

  it("asks for what a tunnel needs, at its field", async () => {
    const { backend } = await show(new MemoryBackend());
    await choose("ssh");
    await fireEvent.click(screen.getByTestId("tunnel-start"));
    const field = screen.getByTestId("tunnel-field-ssh_destination");
    await waitFor(() => {
      expect(field.getAttribute("aria-invalid")).toBe("true");
    });
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
    expect(callsOf(backend, "set_setting")).toEqual([]);
  });
});

describe("a way that is in use", () => {
  async function opened() {
    const backend = new MemoryBackend();
    backend.report();
    const shown = await show(backend);
    backend.way.up("bore", "http://bore.example:1");
    await screen.findByTestId("reachability");
    return shown;
  }

  it("says when RETM can't reach it, and why", async () => {
    const { backend } = await opened();
    const problem = {
      what: "The tunnel is up, but Missedhook is not reached through it.",
      meaning: "RETM's reports do not arrive.",
      remedy: "Restart the tunnel.",
    };
    const url = "http://bore.example:1/error/x";
    const since = new Date().toISOString();
    backend.way.put({
      reachability: { state: "failing", url, since, last_proven_at: null, hop: "tunnel", problem },
    });
    const bar = await screen.findByTestId("problem-bar");
    expect(bar.textContent).toContain(problem.what);
    await expectNoFaults();
  });

  it("offers the new URL when it has changed, until it was copied", async () => {
    const { backend } = await opened();
    backend.way.put({ url_changed: true });
    await screen.findByTestId("url-changed");
    await fireEvent.click(screen.getByTestId("copy-new-url"));
    await waitFor(() => {
      expect(screen.queryByTestId("url-changed")).toBeNull();
    });
    expect(callsOf(backend, "copy_receiver_url")).toHaveLength(1);
  });
});
