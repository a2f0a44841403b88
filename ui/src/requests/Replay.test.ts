// Tests replays on the requests page: one, edited, what is selected, what a search finds.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { RequestPage } from "../bindings";
import { asError, COMPARISON, PAGE, RELAY, shown } from "../stand-in/relay";
import { expectNoFaults, key } from "../testing";

it("shows a request with its attempts, and replays it", async () => {
  const calls = await shown(PAGE, "#/requests/request/2");
  expect((await screen.findByTestId("request-answered")).textContent).toContain("RETM was answered 200.");
  expect(screen.getByTestId("request-attempt").textContent).toContain("Connection refused");
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("request-replay"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "replay_request", args: { id: 2, target: null, body: null } });
  });
});

it("replays what is selected once it has said how many and how long, and rewards only where that is wanted", async () => {
  const calls = await shown(PAGE);
  const at = async (i: number): Promise<HTMLElement> =>
    (await screen.findAllByTestId("request-row"))[i] as HTMLElement;
  await fireEvent.click(await at(0), { ctrlKey: true });
  await fireEvent.click(await at(1), { shiftKey: true });
  expect(screen.getByTestId("request-selection").textContent).toContain("2 selected");
  expect(location.hash).toBe("#/requests");
  await fireEvent.click(screen.getByTestId("replay-selected"));
  const dialog = within(await screen.findByRole("alertdialog"));
  await dialog.findByText("Replay 2 requests?");
  expect(calls).toContainEqual({ name: "plan_replay", args: { ids: [5, 4], query: "" } });
  dialog.getByText(/sent to http:\/\/127.0.0.1:3000, one after the other.*about 3 s\./);
  await expectNoFaults();
  await fireEvent.click(dialog.getByLabelText(/Also send 1 reward/));
  dialog.getByText("Replay 3 requests?");
  await fireEvent.click(dialog.getByTestId("replay-selected-confirm"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "start_replays", args: { ids: [3, 4, 5] } });
  });
  await waitFor(() => {
    expect(screen.queryByTestId("request-selection")).toBeNull();
  });
});

it("selects with the keys, and Escape clears", async () => {
  await shown(PAGE, "#/requests");
  await screen.findAllByTestId("request-row");
  await fireEvent.keyDown(document.body, { key: "j" });
  await fireEvent.keyDown(document.body, { key: "J", shiftKey: true });
  expect(screen.getByTestId("request-selection").textContent).toContain("2 selected");
  await fireEvent.click(screen.getByTestId("compare-selected"));
  expect(location.hash).toBe("#/requests/request/5");
  await fireEvent.keyDown(document.body, { key: "*" });
  expect(screen.getByTestId("request-selection").textContent).toContain("5 selected");
  await fireEvent.keyDown(document.body, { key: "Escape" });
  expect(screen.queryByTestId("request-selection")).toBeNull();
});

it("replays all that the search finds", async () => {
  const calls = await shown(PAGE, "#/requests?q=is%3Adead");
  await fireEvent.click(await screen.findByTestId("replay-found"));
  await screen.findByText("Replay 3 requests?");
  expect(calls).toContainEqual({ name: "plan_replay", args: { ids: null, query: "is:dead" } });
});

it("says how far a replay has come, stops it, and what it came to until that is put away", async () => {
  const run = { run: 1, total: 12, sent: 4, got_through: 3, took_ms: 8_000, is_running: true, problem: null };
  const page: RequestPage = { ...PAGE, relay: { ...RELAY, replay: run } };
  const calls = await shown(page);
  const bar = await screen.findByTestId("replay-progress");
  expect(bar.textContent.replace(/\s+/g, " ")).toContain("4 of 12 requests sent again. About 16 s left.");
  await expectNoFaults();
  page.relay = { ...RELAY, replay: { ...run, is_running: false } };
  await fireEvent.click(screen.getByTestId("replay-stop"));
  await screen.findByText(/4 of 12 requests sent again: 3 got through, 1 did not\./);
  expect(calls).toContainEqual({ name: "stop_replays", args: {} });
  await fireEvent.click(screen.getByTestId("replay-hide"));
  expect(screen.queryByTestId("replay-progress")).toBeNull();
});

it("asks before a reward is sent again", async () => {
  const calls = await shown(PAGE, "#/requests/request/1");
  await fireEvent.click(await screen.findByTestId("request-replay"));
  expect(calls.some(({ name }) => name === "replay_request")).toBe(false);
  await fireEvent.click(screen.getByTestId("request-replay-confirm"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "replay_request", args: { id: 1, target: null, body: null } });
  });
});

it("shows the edited body of an attempt, and how it differs", async () => {
  await shown(PAGE, "#/requests/request/3");
  const edited = within(await screen.findByTestId("attempt-edited"));
  edited.getByText("Sent with an edited body: 3 differences to the original.");
  expect(within(edited.getByTestId("attempt-edits")).getAllByRole("listitem").length).toBe(3);
  expect(edited.getByRole("region", { name: /Edited body 1/ }).textContent).toContain('"event"');
  await expectNoFaults();
});

it("sends a request again with another body and to another target, and says what is wrong with the target", async () => {
  const calls = await shown(PAGE, "#/requests/request/2");
  const edited = (): unknown => calls.filter(({ name }) => name === "replay_request").at(-1)?.args;
  await fireEvent.click(await screen.findByTestId("request-edit"));
  const target = screen.getByTestId<HTMLInputElement>("edit-target");
  const body = screen.getByTestId<HTMLTextAreaElement>("edit-body");
  expect([target.value, body.value]).toEqual(["http://127.0.0.1:3000", '{"event":"order.created"}']);
  expect(screen.queryByTestId("edit-elsewhere")).toBeNull();
  await expectNoFaults();
  await fireEvent.input(body, { target: { value: "{}" } });
  await fireEvent.input(target, { target: { value: "nowhere" } });
  screen.getByTestId("edit-elsewhere");
  await fireEvent.click(screen.getByTestId("edit-send"));
  expect((await screen.findByRole("alert")).textContent).toContain("no http or https URL");
  expect(target.getAttribute("aria-invalid")).toBe("true");
  expect(body.value).toBe("{}");
  await fireEvent.input(target, { target: { value: "http://127.0.0.1:3000" } });
  await fireEvent.click(screen.getByTestId("edit-send"));
  await waitFor(() => {
    expect(screen.queryByTestId("edit-replay")).toBeNull();
  });
  expect(edited()).toEqual({ id: 2, target: null, body: "{}" });
  expect(document.activeElement).toBe(screen.getByTestId("request-edit"));
});

describe("what belongs to one request does not stand under the next", () => {
  const REFUSED = asError({ what: "The relay is paused.", meaning: "", remedy: "" });
  const opened = async (id: number): Promise<void> => {
    await waitFor(() => {
      expect(screen.getByTestId("request-detail").dataset["id"]).toBe(String(id));
    });
  };
  /** Opens request 3, from the list. */
  const begin = async (replay: () => unknown): Promise<void> => {
    await shown(PAGE, "#/requests", COMPARISON, {}, { replay_request: replay });
    const rows = await screen.findAllByTestId("request-row");
    await fireEvent.click(rows.find((row) => row.dataset["id"] === "3") as HTMLElement);
    await opened(3);
  };
  /** All that the answer leads to at once has happened. */
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const problem = (): string | undefined => screen.queryByRole("alert")?.textContent.trim();

  it("a replay that was refused", async () => {
    await begin(() => Promise.reject(REFUSED));
    await fireEvent.click(screen.getByTestId("request-replay"));
    await screen.findByRole("alert");
    await key("j");
    await opened(2);
    expect(problem()).toBeUndefined();
    await key("k");
    await opened(3);
    expect(problem()).toBe("The relay is paused.");
  });

  it("a replay that is refused once the next is open", async () => {
    let refuse = (): void => undefined;
    const answer = new Promise((_, reject) => {
      refuse = () => {
        reject(REFUSED);
      };
    });
    await begin(() => answer);
    await fireEvent.click(screen.getByTestId("request-replay"));
    await key("j");
    await opened(2);
    refuse();
    await settled();
    expect(problem()).toBeUndefined();
    await key("k");
    await opened(3);
    expect(problem()).toBe("The relay is paused.");
  });

  it("an attempt that is unfolded", async () => {
    await begin(() => null);
    screen.getByTestId<HTMLDetailsElement>("request-attempt").open = true;
    await key("j");
    await opened(2);
    expect(screen.getByTestId<HTMLDetailsElement>("request-attempt").open).toBe(false);
  });

  it("the end of an edit that is sent", async () => {
    let sent = (): void => undefined;
    const answer = new Promise((resolve) => {
      sent = () => {
        resolve(null);
      };
    });
    await begin(() => answer);
    await fireEvent.click(screen.getByTestId("request-edit"));
    await fireEvent.click(screen.getByTestId("edit-send"));
    await fireEvent.keyDown(document.body, { key: "j" });
    await opened(2);
    await fireEvent.click(screen.getByTestId("request-edit"));
    await fireEvent.input(screen.getByTestId("edit-body"), { target: { value: "{}" } });
    sent();
    await settled();
    expect(screen.getByTestId<HTMLTextAreaElement>("edit-body").value).toBe("{}");
  });
});
