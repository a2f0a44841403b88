// Tests the connection as the user sees it: the steps of the first run, choosing a tunnel, problems when RETM can't
// reach the receiver, and the connection page.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { Player } from "../stand-in/player";
import { callsOf, expectNoFaults, key, open } from "../testing";

const URL = `https://hooks.example.com/${"long-".repeat(60)}طلبات`;

const done = (step: number) => screen.getByTestId(`step-${step}`).dataset["done"];
const field = (name: string): HTMLInputElement => screen.getByTestId(`tunnel-field-${name}`);
const sets = (backend: Player) => callsOf(backend, "set_setting").map((call) => call.args);

async function pick(kind: string): Promise<void> {
  const offer = await screen.findByTestId(`tunnel-offer-${kind}`);
  await fireEvent.click(within(offer).getByRole("radio"));
}

describe("the first run", () => {
  it("opens bore, and ticks by what is proven, copied and received", async () => {
    const { backend } = await open("tunnel-bore");
    await pick("bore");
    await fireEvent.input(field("bore_server"), { target: { value: "tunnel.example.com" } });
    await fireEvent.input(field("bore_port"), { target: { value: "4000" } });
    await expectNoFaults();
    await fireEvent.click(screen.getByTestId("tunnel-start"));
    await waitFor(() => {
      expect(done(1)).toBe("true");
    });
    expect(sets(backend)).toEqual([
      { name: "tunnel.bore_server", value: "tunnel.example.com" },
      { name: "tunnel.bore_port", value: "4000" },
      { name: "tunnel.kind", value: "bore" },
    ]);
    expect(done(2)).toBe("false");
    expect(screen.getByTestId("reachability").textContent).toContain("Reachable · checked just now");
    await fireEvent.click(screen.getByTestId("copy-url"));
    await waitFor(() => {
      expect(done(2)).toBe("true");
    });
    expect(backend.copied).toEqual([backend.status().receiver_url]);
    expect(backend.copied[0]).toContain("tunnel.example.com:4000/error/");
    await fireEvent.click(screen.getByTestId("send-test"));
    await waitFor(() => {
      expect(done(3)).toBe("true");
    });
    await expectNoFaults();
  });

  it("says which hop fails, keeps its tick empty, and checks again", async () => {
    await open("first-run-failing");
    const why = await screen.findByTestId("connection-problem");
    expect(why.textContent).toContain("The host has no address.");
    expect(why.textContent).toContain("Wait.");
    expect(done(1)).toBe("false");
    expect(screen.queryByTestId("problem-bar")).toBeNull();
    await expectNoFaults();
    await fireEvent.click(within(why).getByText("Check again"));
    await waitFor(() => {
      expect(done(1)).toBe("true");
    });
  });

  it("goes on without a tunnel, and never counts that as proven", async () => {
    await open("set-aside");
    await fireEvent.click(await screen.findByTestId("skip-tunnel"));
    expect(screen.queryByTestId("tunnel-picker")).toBeNull();
    await fireEvent.click(screen.getByTestId("send-test"));
    await screen.findByTestId("open-history");
    expect(done(1)).toBe("false");
    await fireEvent.click(screen.getByTestId("unskip"));
    await screen.findByTestId("tunnel-picker");
  });
});

describe("the picker", () => {
  it("shows all in the app's order, those that are absent with how to get them", async () => {
    const { backend } = await open("offers-running");
    const offers = await screen.findAllByTestId(/^tunnel-offer-/);
    expect(offers.map((one) => one.dataset["testid"])).toEqual(
      (await backend.call("tunnel_offers", {})).map((one) => `tunnel-offer-${one.kind}`),
    );
    expect(screen.getByTestId("tunnel-offer-ngrok").textContent).toContain("ngrok.com/download");
    expect(screen.getByTestId("tunnel-offer-ssh").textContent).toContain("permanent URL");
    const running = screen.getByTestId("tunnel-offer-cloudflared");
    expect(running.textContent).toContain("Already running and connected");
    expect(within(running).getByRole<HTMLInputElement>("radio").checked).toBe(true);
  });

  it("picks nothing that is read along or needs an answer", async () => {
    await open("offers-few");
    expect((await screen.findByTestId<HTMLButtonElement>("tunnel-start")).disabled).toBe(true);
  });

  it("says at its field what is missing or refused, and opens nothing", async () => {
    const { backend } = await open("offers-running");
    await pick("own_url");
    await fireEvent.click(screen.getByTestId("tunnel-start"));
    await screen.findByText(/Public URL is empty/);
    expect(sets(backend)).toEqual([]);
    await waitFor(() => {
      expect(document.activeElement).toBe(field("public_url"));
    });
    await fireEvent.input(field("public_url"), { target: { value: "nonsense" } });
    await key("Enter");
    await screen.findByText(/It must be an http or https URL/);
    expect(field("public_url").getAttribute("aria-invalid")).toBe("true");
    expect(sets(backend)).toEqual([{ name: "receiver.public_url", value: "nonsense" }]);
    await expectNoFaults();
    await key("Escape");
    expect(field("public_url").value).toBe("");
  });

  it("lets ssh take any free port", async () => {
    const { backend } = await open("offers-running");
    await pick("ssh");
    expect(field("ssh_port").getAttribute("aria-required")).toBe("false");
    await fireEvent.input(field("ssh_destination"), { target: { value: "relay" } });
    await fireEvent.input(field("ssh_port"), { target: { value: "0" } });
    await fireEvent.input(field("ssh_public_url"), { target: { value: "http://relay.example" } });
    await fireEvent.click(screen.getByTestId("tunnel-start"));
    await waitFor(() => {
      expect(sets(backend)[0]).toEqual({ name: "tunnel.ssh_destination", value: "relay" });
    });
    expect(screen.queryByText(/SSH remote port is/)).toBeNull();
    await expectNoFaults();
  });
});

describe("the window", () => {
  it("says when RETM was last known to reach it, also where nothing failed", async () => {
    await open("reachable");
    expect(screen.getByTestId("reachability").textContent).toContain("Reachable · checked 40 s ago");
    const empty = await screen.findByTestId("history-empty");
    expect(empty.textContent).toContain("RETM could reach you 40 s ago.");
    await expectNoFaults();
  });

  it.each([
    ["dns", "Check again", "check_reachability"],
    ["tunnel", "Restart the tunnel", "restart_tunnel"],
  ] as const)("says that RETM can't reach it (%s), with one button", async (hop, words, call) => {
    const { backend } = await open(`unreachable-${hop}`);
    const bar = await screen.findByTestId("problem-bar");
    expect(bar.textContent).toContain("RETM can't reach you.");
    expect(bar.textContent).toContain("The host has no address.");
    expect(
      within(bar)
        .getAllByRole("button")
        .map((one) => one.textContent),
    ).toEqual([words]);
    await fireEvent.click(within(bar).getByText(words));
    await waitFor(() => {
      expect(callsOf(backend, call)).toHaveLength(1);
    });
  });

  it("says that the URL has changed until the new one is copied", async () => {
    const { backend } = await open("url-changed");
    const bar = await screen.findByTestId("url-changed");
    expect(bar.textContent).toContain("Update it in RETM's portal.");
    await expectNoFaults();
    await fireEvent.click(within(bar).getByText("Copy the new URL"));
    await waitFor(() => {
      expect(screen.queryByTestId("url-changed")).toBeNull();
    });
    expect(backend.copied).toEqual([`${URL}/error/3f9c2b7e51a84d06b1c7e2f0a9d4486b`]);
  });
});

describe("the page of the way in", () => {
  it("shows the log as text, copies it, and lists the URLs there were", async () => {
    const { backend } = await open("tunnel-page", "#/tunnel");
    await waitFor(() => {
      expect(screen.getByTestId("tunnel-log").textContent?.split("\n")).toHaveLength(200);
    });
    expect(document.querySelector("img")).toBeNull();
    await waitFor(() => {
      expect(screen.getByTestId("public-urls").textContent).toContain(URL);
    });
    await fireEvent.click(screen.getByTestId("tunnel-log-copy"));
    await waitFor(() => {
      expect(backend.copied[0]).toBe(screen.getByTestId("tunnel-log").textContent);
    });
    await fireEvent.click(screen.getByTestId("restart-tunnel"));
    await waitFor(() => {
      expect(callsOf(backend, "restart_tunnel")).toHaveLength(1);
    });
    await expectNoFaults();
  });
});

it("keeps the old key for a week unless another time is chosen", async () => {
  const { backend } = await open("cut-off-old-key", "#/settings/receiver");
  await fireEvent.click(await screen.findByTestId("replace-key"));
  const choice = (hours: number) =>
    within(screen.getByTestId(`keep-old-${hours}`)).getByRole<HTMLInputElement>("radio");
  expect(choice(168).checked).toBe(true);
  await fireEvent.click(choice(0));
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("replace-key-confirm"));
  await screen.findByText(/Until then its reports are refused/);
  expect(callsOf(backend, "replace_key").map((call) => call.args)).toEqual([{ keep_old_hours: null }]);
});
