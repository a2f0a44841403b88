// Tests the page of an endpoint: navigation, its days by keyboard, its note and its mutes. Never waits for a fixed
// time.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { callsOf, expectNoFaults, holding, key, open } from "../testing";

const ORDERS = "https://pos-bridge.example.com/retm/orders";
const PAGE = `#/endpoint/${encodeURIComponent(ORDERS)}`;

it("is opened from an incident, and Esc, Back and Alt+Left lead back", async () => {
  await open("endpoint", "#/open/incident/2");
  const back = async (): Promise<void> => {
    await waitFor(() => {
      expect(location.hash).toBe("#/open/incident/2");
    });
    await screen.findByTestId("incident");
  };
  const there = async (): Promise<void> => {
    const link = await screen.findByTestId("incident-endpoint");
    expect(link.getAttribute("href")).toBe(PAGE);
    location.hash = PAGE;
    await screen.findByTestId("endpoint-incidents");
  };
  await there();
  await expectNoFaults();
  await key("Escape");
  await back();
  await there();
  await fireEvent.click(screen.getByTestId("endpoint-back"));
  await back();
  await there();
  await fireEvent.keyDown(document.body, { key: "ArrowLeft", altKey: true });
  await back();
});

it("says what happened there", async () => {
  await open("endpoint", PAGE);
  const incidents = await screen.findByTestId("endpoint-incidents");
  expect(incidents.querySelectorAll("li")).toHaveLength(2);
  expect(incidents.textContent.replace(/\s+/g, " ")).toMatch(/Resolved after .* · 1 report/);
  expect(screen.getByTestId("endpoint-facts").textContent).toContain("Failing");
  const strip = screen.getByTestId("day-strip");
  expect(screen.getAllByTestId("day")).toHaveLength(30);
  strip.focus();
  await waitFor(() => {
    expect(screen.getByTestId("day-words").textContent).toMatch(/failing, 2 reports$/);
  });
  await fireEvent.keyDown(strip, { key: "ArrowLeft" });
  await waitFor(() => {
    expect(screen.getByTestId("day-words").textContent).toMatch(/no data$/);
  });
  expect(screen.getByTestId("endpoint-add-monitor")).toBeTruthy();
});

it("keeps a note as plain text, which the incident shows", async () => {
  const { backend } = await open("endpoint", PAGE);
  const text = "Ask Amal before 9.\n<b>Staging</b>";
  await fireEvent.input(await screen.findByTestId("endpoint-note"), { target: { value: text } });
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("save-note"));
  await waitFor(() => {
    expect(screen.queryByTestId("save-note")).toBeNull();
  });
  expect(callsOf(backend, "set_endpoint_note").at(-1)?.args).toEqual({ endpoint: ORDERS, note: text });
  location.hash = "#/open/incident/2";
  const note = await screen.findByTestId("incident-note");
  expect(note.textContent).toContain("<b>Staging</b>");
  expect(note.querySelector("b")).toBeNull();
  await expectNoFaults();
});

it("is muted for good by itself and by a pattern, and unmuted", async () => {
  const { backend } = await open("endpoint", PAGE);
  await fireEvent.input(await screen.findByTestId("endpoint-note"), {
    target: { value: "Ask Amal before 9.\n<b>Staging</b>" },
  });
  await fireEvent.click(screen.getByTestId("save-note"));
  await fireEvent.click(await screen.findByTestId("endpoint-mute"));
  expect((await screen.findByTestId("endpoint-mutes")).textContent).toContain("Muted for good");
  await fireEvent.click(screen.getByTestId("endpoint-unmute"));
  await screen.findByTestId("endpoint-not-muted");
  await fireEvent.click(screen.getByTestId("endpoint-mute-pattern"));
  const field: HTMLInputElement = await screen.findByTestId("mute-pattern");
  expect(field.value).toBe("pos-bridge.example.com/*");
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("mute-pattern-save"));
  expect((await screen.findByTestId("endpoint-mutes")).textContent).toContain("pos-bridge.example.com/*");
  expect(callsOf(backend, "mute_for_good").map((call) => call.args)).toEqual([
    { pattern: ORDERS },
    { pattern: "pos-bridge.example.com/*" },
  ]);
  location.hash = "#/open/incident/2";
  expect((await screen.findByTestId("muted")).textContent).toContain("Muted for good");
});

it("says what failed late above the window, once another endpoint is open", async () => {
  const { backend } = await open("endpoint", PAGE);
  await fireEvent.input(await screen.findByTestId("endpoint-note"), { target: { value: "Ask Amal" } });
  const release = holding(backend, "set_endpoint_note");
  const what = "The note is not saved.";
  backend.failing.set("set_endpoint_note", { what, meaning: "", remedy: "" });
  await fireEvent.click(screen.getByTestId("save-note"));
  location.hash = `#/endpoint/${encodeURIComponent("https://pos-bridge.example.com/retm/menu")}`;
  await waitFor(() => {
    expect(screen.getByTestId("endpoint-page").querySelector("h2")?.textContent).toContain("menu");
  });
  release();
  expect((await screen.findByTestId("problem-bar")).textContent).toContain(what);
  expect(screen.getByTestId("endpoint-page").textContent).not.toContain(what);
});
