// A relay for the tests of the requests page: what it answers is made here, as no recorded scenario has one.
import type { Backend } from "../backend";
import type {
  Comparison,
  DeliveryRates,
  Problem,
  Rate,
  RelayView,
  RequestDetail,
  RequestPage,
  RequestRow,
  RequestState,
  Share,
  Status,
} from "../bindings";
import { show } from "../testing";
import { play } from "./player";

const AT = "2026-11-24T09:12:00.000Z";
const ATTEMPT = { at: AT, ms: 12, status: null, error: "Connection refused", trigger: "initial" } as const;

export function row(id: number, state: RequestState): RequestRow {
  return {
    id, state, received_at: AT, method: id === 1 ? "PUT" : "POST", path: "/retm/orders", query: null,
    event: "order.created", merchant: null, mode: "catch", answered: 200, next_at: null, attempts: [ATTEMPT],
  }; // prettier-ignore
}

const STATES: RequestState[] = ["passed", "dead", "needs_you", "waiting", "delivered"];
const ROWS = STATES.map((state, i) => row(5 - i, state));
export const RELAY: RelayView = {
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
export const COMPARISON: Comparison = {
  equal: false, by: "json", more: false, headers: [{ path: "date", from: "yesterday", to: "today" }],
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
export const RATES: DeliveryRates = {
  now: { waiting: 0, needs_you: 0, dead: 0, oldest_waiting: null },
  spans: [
    { hours: 24, known_from: null, all: RATE, paths: [PATH], more_paths: 0 },
    { hours: 168, known_from: AT, all: NO_RATE, paths: [], more_paths: 0 },
  ],
};
export const asError = (problem: Problem): Error => Object.assign(new Error(problem.what), problem);
export const PAGE: RequestPage = {
  rows: ROWS,
  counts: { waiting: 1, needs_you: 1, dead: 1, oldest_waiting: AT },
  query_problem: null,
  relay: RELAY,
};

export function detail(id: number): RequestDetail {
  return {
    ...row(id, "waiting"), merchant_reference: null, webhook_id: "msg_1", remote_addr: "127.0.0.1:4000",
    headers: { "content-type": "application/json" }, body_base64: null,
    body: id === 1 ? '{"reward_code":"1234"}' : '{"event":"order.created"}', mode: id === 1 ? "through" : "catch",
    attempts: [{
      ...ATTEMPT, parts: { disk_ms: 1, connect_ms: 11, answer_ms: 0 }, target: "http://localhost:3000/retm/orders",
      response_headers: {}, response_body: null, response_body_base64: null, response_cut: false, edited_body_base64: null,
      ...(id === 3 ? { edited_body: '{"event":1}', edits: COMPARISON } : { edited_body: null, edits: null }),
    }],
  }; // prettier-ignore
}

type Args = { id?: number; value?: string; target?: string | null; ids?: number[] | null };

/** `others`: what is answered in place of the usual. */
export async function shown(
  page: RequestPage,
  hash = "#/requests",
  comparison = COMPARISON,
  more: Partial<Status> = {},
  others: Record<string, (args: Args) => unknown> = {},
): Promise<{ name: string; args: unknown }[]> {
  const player = await play("calm");
  const calls: { name: string; args: unknown }[] = [];
  const answers: Record<string, (args: Args) => unknown> = {
    requests: () => ({ ...page }),
    request: ({ id }) => (id !== undefined && id <= 5 ? detail(id) : null),
    replay_request: ({ target }) => (target === "nowhere" ? Promise.reject(asError(NO_URL)) : null),
    plan_replay: ({ ids }) => ({ ids: ids ?? [2, 4, 5], rewards: [3], ms_each: 1_500 }),
    start_replays: () => null,
    stop_replays: () => null,
    delivery_rates: () => RATES,
    request_as_curl: ({ id }) => `curl ${String(id)}`,
    compare_requests: () => comparison,
    save_fixture: ({ id }) => `/home/amal/Downloads/${String(id)}.json`,
    try_requests: () => null,
    pause_requests: () => null,
    copy: () => null,
    set_setting: ({ value }) => (value === "localhost" ? Promise.reject(asError(WRONG)) : null),
    ...others,
  };
  const call = ((name, args) => {
    const answer = answers[name];
    if (name === "status") {
      return player.call("status", {}).then((status) => ({
        ...status,
        requests: page.counts,
        ...more,
      }));
    }
    if (!answer) return player.call(name, args);
    calls.push({ name, args });
    return Promise.resolve(answer(args as Args));
  }) as Backend["call"];
  await show({ call, listen: player.listen.bind(player) }, hash);
  return calls;
}
