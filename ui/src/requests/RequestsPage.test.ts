// Tests the requests page as the user sees it: the list, one request with its attempts, a search. Replays have a file of
// their own.
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Comparison, RequestPage } from "../bindings";
import { PAGE, RELAY, row, shown } from "../stand-in/relay";
import { expectNoFaults, key } from "../testing";

it("says each state in words and how many wait", async () => {
  await shown(PAGE);
  const states = await screen.findAllByTestId("request-state");
  expect(states.map((one) => one.textContent.replace(/\s+/g, " ").trim())).toEqual([
    "→ Passed on", "✕ Given up", "▲ Needs you", "◔ Waiting", "✓ Delivered",
  ]); // prettier-ignore
  expect(screen.getByTestId("requests-waiting").textContent).toMatch(
    /1\s+waits since .*\. +Nothing listens on port 3000/,
  );
  const rows = screen.getAllByTestId("request-row");
  expect(rows[4]?.textContent).toContain("PUT");
  expect(rows[0]?.textContent).not.toContain("POST");
  await expectNoFaults();
});

it("says in the sidebar how many need you, else how many wait", async () => {
  await shown(PAGE, "#/open");
  expect((await screen.findByTestId("requests-need-you")).textContent).toMatch(/^▲ 2\s+need you$/);
  cleanup();
  await shown({ ...PAGE, counts: { ...PAGE.counts, needs_you: 0, dead: 0 } }, "#/open");
  expect((await screen.findByTestId("requests-wait")).textContent).toMatch(/^◔ 1\s+waiting$/);
  cleanup();
  await shown({ ...PAGE, counts: { waiting: 0, needs_you: 0, dead: 0, oldest_waiting: null } }, "#/open");
  expect(screen.getByTestId("nav-requests").textContent.trim()).toBe("Requests");
});

it("shows a merchant's project by its name beside its colour, and whether it is muted", async () => {
  const rows = [{ ...row(2, "delivered"), merchant: "Olaya" }];
  const projects = {
    Olaya: { name: "staging", colour: "amber", is_muted: true, quiet_hours: null },
  } as const;
  await shown({ ...PAGE, rows }, "#/requests", undefined, { projects });
  const label = await screen.findByTestId("project");
  expect(label.textContent.replace(/\s+/g, " ")).toBe("staging muted");
  expect(label.title).toBe("Project: staging, muted");
  await expectNoFaults();
});

it("shows the project of the relay's key for what came without a merchant that has one", async () => {
  const relay = { name: "production", colour: "green", is_muted: false, quiet_hours: null } as const;
  const rows = [row(2, "delivered")];
  await shown({ ...PAGE, rows }, "#/requests", undefined, { key_projects: { receiver: null, relay } });
  expect((await screen.findByTestId("project")).textContent).toBe("production");
});

it("says when the month's traffic is near the tunnel's quota, until that is hidden", async () => {
  const relay_quota = { what: "16000 requests came through the relay this month.", meaning: "", remedy: "" };
  await shown(PAGE, "#/requests", undefined, { relay_quota });
  const bar = await screen.findByTestId("problem-bar");
  expect(bar.textContent).toContain("16000 requests");
  await fireEvent.click(within(bar).getByText("Hide"));
  expect(screen.queryByTestId("problem-bar")).toBeNull();
});

it("keeps the order of method, path and query where all else runs from right to left", async () => {
  await shown({
    ...PAGE,
    rows: [{ ...row(2, "delivered"), method: "PUT", path: "/retm/orders", query: "branch=4" }],
  });
  const whole = (await screen.findByTestId("request-row")).querySelector(".path > [dir=ltr]");
  expect(whole?.textContent).toBe("PUT /retm/orders?branch=4");
});

it("goes on from a request that was opened by its address", async () => {
  await shown(PAGE, "#/requests/request/3");
  await screen.findByTestId("request-detail");
  await key("j");
  await waitFor(() => {
    expect(location.hash).toBe("#/requests/request/2");
  });
});

it("says which expected path is silent, and since when", async () => {
  const silences = [{ path: "/retm/orders*", since: "2026-11-24T08:00:00.000Z", within_s: 1800 }];
  await shown(PAGE, "#/requests", undefined, { silences });
  const said = (await screen.findByTestId("requests-silence")).textContent;
  expect(said).toMatch(
    /Nothing has come to \/retm\/orders\* for .*, although at least one request in 30 min is expected/,
  );
  await expectNoFaults();
});

it("saves the body as a fixture and says where", async () => {
  await shown(PAGE, "#/requests/request/2");
  await fireEvent.click(await screen.findByTestId("request-save-fixture"));
  expect((await screen.findByTestId("request-saved")).textContent).toContain("/home/amal/Downloads/2.json");
});

it("tells how well requests get through, in all and by path, once that is opened", async () => {
  const calls = await shown(PAGE);
  const asked = (): number => calls.filter(({ name }) => name === "delivery_rates").length;
  const part = await screen.findByTestId<HTMLDetailsElement>("delivery-rates");
  expect(asked()).toBe(0);
  part.open = true;
  await fireEvent(part, new Event("toggle"));
  const lines = async (): Promise<(string | undefined)[]> =>
    (await within(part).findAllByRole("row")).map((row) =>
      [...row.children].map((cell) => cell.textContent.trim()).join(" "),
    );
  expect(await lines()).toEqual([
    "Path First try In the end Attempts p50 p95",
    "All paths 9 of 10 10 of 10 1.1 12 ms 1.2 s",
    "/retm/orders/:id 9 of 10 10 of 10 1.1 12 ms 1.2 s",
  ]);
  await expectNoFaults();
  await fireEvent.change(within(part).getByTestId("rates-span"), { target: { value: "168" } });
  expect((await lines())[1]).toBe("All paths 0 of 0 0 of 0 — — —");
  expect(part.textContent).toContain("Known since");
  expect(asked()).toBe(1);
});

it("copies a request as a command", async () => {
  const calls = await shown(PAGE, "#/requests/request/2");
  await fireEvent.click(await screen.findByTestId("request-curl"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "copy", args: { text: "curl 2" } });
  });
});

it("compares two requests, chosen or clicked with Ctrl, from the older to the newer", async () => {
  const calls = await shown(PAGE, "#/requests/request/2");
  await fireEvent.click(await screen.findByTestId("request-compare"));
  await fireEvent.change(screen.getByTestId("compare-with"), { target: { value: "1" } });
  expect((await screen.findByTestId("compare-summary")).textContent).toBe(
    "From request 1 to 2: 3 differences. 1 header differs.",
  );
  const listed = within(screen.getByTestId("compare-differences")).getAllByRole("listitem");
  expect(listed.map((one) => one.textContent.replace(/\s+/g, " ").trim())).toEqual([
    '+ Added /order/note After: "x"',
    "− Removed /order/tip Before: 1",
    "~ Changed /order/total Before: 2 After: 3",
  ]);
  const chosen = (await screen.findAllByTestId("request-row")).filter(
    (row) => row.getAttribute("aria-selected") === "true",
  );
  expect(chosen.map((row) => row.dataset["id"])).toEqual(["2", "1"]);
  await expectNoFaults();
  await fireEvent.click(screen.getAllByTestId("request-row")[0] as HTMLElement, { ctrlKey: true });
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "compare_requests", args: { first: 2, second: 5 } });
  });
  expect(location.hash).toBe("#/requests/request/2");
  await fireEvent.click(screen.getByTestId("request-compare"));
  expect(screen.queryByTestId("compare")).toBeNull();
});

it.each([
  [{ equal: true }, "the bodies are equal."],
  [{ by: "bytes" }, "the bodies differ. At least one is not text."],
  [{}, "the same values, written differently."],
] as const)("says how two bodies compare without differences to list: %o", async (how, words) => {
  const none: Comparison = { equal: false, by: "json", differences: [], more: false, headers: [] };
  await shown(PAGE, "#/requests/request/2", { ...none, ...how });
  await fireEvent.click(await screen.findByTestId("request-compare"));
  await fireEvent.change(screen.getByTestId("compare-with"), { target: { value: "1" } });
  expect((await screen.findByTestId("compare-summary")).textContent).toContain(words);
});

it("says when the next is tried, and has it tried now", async () => {
  const next_at = new Date(Date.now() + 95_000).toISOString();
  const calls = await shown({ ...PAGE, relay: { ...RELAY, held_since: null, next_at } });
  expect((await screen.findByTestId("requests-waiting")).textContent).toContain("Next try in 2 min.");
  await fireEvent.click(screen.getByTestId("requests-try-now"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "try_requests", args: {} });
  });
  await fireEvent.click(screen.getByTestId("requests-pause"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "pause_requests", args: { paused: true } });
  });
});

it("says that the queue is stopped, and lets it go on", async () => {
  const none = { waiting: 0, needs_you: 0, dead: 0, oldest_waiting: null };
  const calls = await shown({ ...PAGE, counts: none, relay: { ...RELAY, is_paused: true } });
  expect((await screen.findByTestId("requests-waiting")).textContent).toContain("new requests wait");
  expect(screen.queryByTestId("requests-try-now")).toBeNull();
  await fireEvent.click(screen.getByTestId("requests-pause"));
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "pause_requests", args: { paused: false } });
  });
});

it.each([
  [{ is_on: false }, "The relay is off."],
  [{ target: null }, "The relay has no target."],
  [{ target: "https://pos.example/retm" }, "Nothing listens at pos.example:443"],
] as const)("says why what waits is not tried: %o", async (relay, words) => {
  await shown({ ...PAGE, relay: { ...RELAY, ...relay } });
  expect((await screen.findByTestId("requests-waiting")).textContent).toContain(words);
});

it("asks for what is searched, and says what is wrong with it", async () => {
  const calls = await shown({ ...PAGE, rows: [], query_problem: "foo:1: no such filter" });
  await fireEvent.input(await screen.findByTestId("requests-search"), { target: { value: "foo:1" } });
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "requests", args: { query: "foo:1", before: null, limit: 200 } });
  });
  expect((await screen.findByTestId("requests-query-problem")).textContent).toContain("no such filter");
});

it("leads through the first steps: turn on, name the target, copy the URL", async () => {
  const page: RequestPage = { ...PAGE, rows: [], relay: { ...RELAY, is_on: false, target: null, url: null } };
  const calls = await shown(page);
  const steps = within(await screen.findByTestId("requests-empty"));
  await expectNoFaults();
  page.relay = { ...RELAY, target: null };
  await fireEvent.click(steps.getByTestId("relay-turn-on"));
  expect((await steps.findByTestId("relay-url")).textContent).toBe(RELAY.url);
  const field = steps.getByTestId("relay-target");
  await fireEvent.input(field, { target: { value: "localhost" } });
  await fireEvent.click(steps.getByTestId("relay-target-save"));
  expect((await steps.findByRole("alert")).textContent).toContain("Must be an http or https URL");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  await expectNoFaults();
  await fireEvent.input(field, { target: { value: "http://127.0.0.1:3000" } });
  page.relay = RELAY;
  await fireEvent.keyDown(field, { key: "Enter" });
  await steps.findByText("No request has come yet.");
  await fireEvent.click(steps.getByTestId("copy-relay-url"));
  await waitFor(() => {
    expect(calls.filter(({ name }) => name === "set_setting").map(({ args }) => args)).toEqual([
      { name: "relay.enabled", value: "true" },
      { name: "relay.target", value: "localhost" },
      { name: "relay.target", value: "http://127.0.0.1:3000" },
    ]);
    expect(calls).toContainEqual({ name: "copy", args: { text: RELAY.url } });
  });
  expect(steps.getByTestId("relay-settings").getAttribute("href")).toBe("#/settings/relay");
});
