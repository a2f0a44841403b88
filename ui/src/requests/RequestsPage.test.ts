// Tests the requests page as the user sees it: the list, one request with its attempts, a search, and a replay. The
// answers are defined here because no recorded scenario has a relay.
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Backend } from "../backend";
import type {
  Comparison,
  DeliveryRates,
  Rate,
  Share,
  Problem,
  RelayView,
  RequestDetail,
  RequestPage,
  RequestRow,
  RequestState,
} from "../bindings";
import { play } from "../stand-in/player";
import { expectNoFaults, show } from "../testing";

const AT = "2026-11-24T09:12:00.000Z";
const ATTEMPT = { at: AT, ms: 12, status: null, error: "Connection refused", trigger: "initial" } as const;

function row(id: number, state: RequestState): RequestRow {
  return {
    id, state, received_at: AT, method: id === 1 ? "PUT" : "POST", path: "/retm/orders", query: null,
    event: "order.created", merchant: null, mode: "catch", answered: 200, next_at: null, attempts: [ATTEMPT],
  }; // prettier-ignore
}

const STATES: RequestState[] = ["passed", "dead", "needs_you", "waiting", "delivered"];
const ROWS = STATES.map((state, i) => row(5 - i, state));
const RELAY: RelayView = {
  is_on: true,
  routes: [],
  target: "http://127.0.0.1:3000",
  url: "https://retm.example/hook/0123",
  held_since: AT,
  is_paused: false,
  next_at: null,
};
const WRONG = {
  what: "relay.target: target must be an http or https URL",
  meaning: "Nothing was changed.",
  remedy: "Enter another.",
};
const NO_URL = { what: "That is no http or https URL.", meaning: "", remedy: "", field: "target" };
const COMPARISON: Comparison = {
  equal: false, by: "json", more: false,
  differences: [
    { path: "/order/note", from: null, to: '"x"' },
    { path: "/order/tip", from: "1", to: null },
    { path: "/order/total", from: "2", to: "3" },
  ],
}; // prettier-ignore
const share = (count: number, of: number): Share => ({
  count,
  of,
  words: `${String(count)} of ${String(of)}`,
});
const RATE: Rate = {
  first_try: share(9, 10), in_the_end: share(10, 10), waiting: 0, attempts_a_delivery: 1.1, p50_ms: 12, p95_ms: 1200,
}; // prettier-ignore
const NO_RATE: Rate = {
  first_try: share(0, 0), in_the_end: share(0, 0), waiting: 0, attempts_a_delivery: null, p50_ms: null, p95_ms: null,
}; // prettier-ignore
const PATH = { path: "/retm/orders/:id", ...RATE };
const RATES: DeliveryRates = {
  now: { waiting: 0, needs_you: 0, dead: 0, oldest_waiting: null },
  spans: [
    { hours: 24, known_from: null, all: RATE, paths: [PATH], more_paths: 0 },
    { hours: 168, known_from: AT, all: NO_RATE, paths: [], more_paths: 0 },
  ],
};
const asError = (problem: Problem): Error => Object.assign(new Error(problem.what), problem);
const PAGE: RequestPage = {
  rows: ROWS,
  counts: { waiting: 1, needs_you: 1, dead: 1, oldest_waiting: AT },
  query_problem: null,
  relay: RELAY,
};

function detail(id: number): RequestDetail {
  return {
    ...row(id, "waiting"), merchant_reference: null, webhook_id: "msg_1", remote_addr: "127.0.0.1:4000",
    headers: { "content-type": "application/json" }, body: '{"event":"order.created"}', body_base64: null,
    attempts: [{
      ...ATTEMPT, parts: { disk_ms: 1, connect_ms: 11, answer_ms: 0 }, target: "http://localhost:3000/retm/orders",
      response_headers: {}, response_body: null, response_body_base64: null, response_cut: false,
    }],
  }; // prettier-ignore
}

type Args = { id?: number; value?: string; target?: string | null };

async function shown(
  page: RequestPage,
  hash = "#/requests",
  comparison = COMPARISON,
): Promise<{ name: string; args: unknown }[]> {
  const player = await play("calm");
  const calls: { name: string; args: unknown }[] = [];
  const answers: Record<string, (args: Args) => unknown> = {
    requests: () => ({ ...page }),
    request: ({ id }) => (id !== undefined && id <= 5 ? detail(id) : null),
    replay_request: ({ target }) => (target === "nowhere" ? Promise.reject(asError(NO_URL)) : null),
    delivery_rates: () => RATES,
    request_as_curl: ({ id }) => `curl ${String(id)}`,
    compare_requests: () => comparison,
    save_fixture: ({ id }) => `/home/amal/Downloads/${String(id)}.json`,
    try_requests: () => null,
    pause_requests: () => null,
    copy: () => null,
    set_setting: ({ value }) => (value === "localhost" ? Promise.reject(asError(WRONG)) : null),
  };
  const call = ((name, args) => {
    const answer = answers[name];
    if (name === "status") {
      return player.call("status", {}).then((status) => ({ ...status, requests: page.counts }));
    }
    if (!answer) return player.call(name, args);
    calls.push({ name, args });
    return Promise.resolve(answer(args as Args));
  }) as Backend["call"];
  await show({ call, listen: player.listen.bind(player) }, hash);
  return calls;
}

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
    "From request 1 to 2: 3 differences.",
  );
  const listed = within(screen.getByTestId("compare-differences")).getAllByRole("listitem");
  expect(listed.map((one) => one.textContent.replace(/\s+/g, " ").trim())).toEqual([
    '+ Added /order/note After: "x"',
    "− Removed /order/tip Before: 1",
    "~ Changed /order/total Before: 2 After: 3",
  ]);
  const chosen = screen
    .getAllByTestId("request-row")
    .filter((row) => row.getAttribute("aria-selected") === "true");
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
  const none: Comparison = { equal: false, by: "json", differences: [], more: false };
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
