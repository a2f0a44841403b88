// Tests that the list never has a gap, however reports arrive.
import { describe, expect, it } from "vitest";
import { ReportList, PAGE } from "./report-list.svelte";
import { ListNavigation } from "../parts/list-navigation";
import type { Session } from "../session/session.svelte";
import { PagedBackend } from "../stand-in/paged-backend";

const ids = (history: ReportList): (number | undefined)[] =>
  Array.from({ length: history.rows.count }, (_, i) => history.rows.at(i)?.id);

/** From `newest` down, without a gap. */
const run = (newest: number, count: number) => Array.from({ length: count }, (_, i) => newest - i);

function filled(count: number, last?: number): { backend: PagedBackend; history: ReportList } {
  const backend = new PagedBackend(count, last);
  return { backend, history: new ReportList(backend, false, () => backend.stored) };
}

describe("History", () => {
  it("puts what came on top", async () => {
    const { backend, history } = filled(3);
    await history.open(null);
    backend.count += 1;
    backend.count += 1;
    await history.catchUp();
    expect(ids(history)).toEqual([5, 4, 3, 2, 1]);
    expect(history.waiting).toBe(0);
  });

  it("loses no row when more than a page came in, at the top", async () => {
    const { backend, history } = filled(3);
    await history.open(null);
    backend.count += PAGE * 2 + 7;
    await history.catchUp();
    expect(ids(history)).toEqual(run(PAGE * 2 + 10, PAGE));
    expect(history.more).toBe(true);
    await history.inView(PAGE - 10, PAGE);
    await history.inView(PAGE * 2 - 10, PAGE * 2);
    expect(ids(history)).toEqual(run(PAGE * 2 + 10, PAGE * 2 + 10));
  });

  it("loses no row when more than a page came in while one read further down", async () => {
    const { backend, history } = filled(3);
    await history.open(null);
    history.setFollows(false);
    backend.count += PAGE + 1;
    await history.catchUp();
    expect(ids(history)).toEqual([3, 2, 1]);
    expect(history.behind).toBe(true);
    expect(history.waiting).toBe(PAGE);
    backend.count += 1;
    await history.catchUp();
    expect(ids(history)).toEqual([3, 2, 1]);
    history.setFollows(true);
    await history.catchUp();
    expect(ids(history)).toEqual(run(PAGE + 5, PAGE));
    expect(history.behind).toBe(false);
  });

  it("counts what waits above while one reads, and forgets it at the top", async () => {
    const { backend, history } = filled(3);
    const arrivals: number[] = [];
    history.onArrival = ({ ids }) => arrivals.push(ids.length);
    await history.open(null);
    history.setFollows(false);
    backend.count += 1;
    await history.catchUp();
    backend.count += 1;
    backend.count += 1;
    await history.catchUp();
    expect(history.waiting).toBe(3);
    expect(arrivals).toEqual([1, 2]);
    history.setFollows(true);
    expect(history.waiting).toBe(0);
  });

  it("fetches what came in during a fetch, too", async () => {
    const { backend, history } = filled(1);
    await history.open(null);
    backend.count += 1;
    const first = history.catchUp();
    backend.count += 1;
    await Promise.all([first, history.catchUp()]);
    expect(ids(history)).toEqual([3, 2, 1]);
  });

  it("drops an answer that belongs to another incident", async () => {
    const { history } = filled(3, 3);
    const first = history.open(null);
    await history.open(2);
    await first;
    expect(ids(history)).toEqual([3]);
  });

  it("keeps what it has when the app fails, and says so", async () => {
    const { backend, history } = filled(2);
    await history.open(null);
    backend.count += 1;
    backend.failure = { what: "It broke.", meaning: "m", remedy: "r" };
    await history.catchUp();
    expect(ids(history)).toEqual([2, 1]);
    expect(history.failed?.what).toBe("It broke.");
    backend.failure = null;
    await history.catchUp();
    expect(ids(history)).toEqual([3, 2, 1]);
    expect(history.failed).toBeNull();
  });

  it("goes through a long history without ever holding it", async () => {
    const { history } = filled(1_000_000);
    await history.open(null);
    for (let i = 0; i < 60; i++) await history.inView(history.rows.count - 20, history.rows.count);
    expect(history.rows.count).toBe(61 * PAGE);
    const held = history.rows.pages.reduce((sum, page) => sum + (page.rows?.length ?? 0), 0);
    expect(held).toBeLessThanOrEqual(7 * PAGE);
    expect(history.rows.at(0)).toBeNull();
    // The keys go on from a row that was dropped.
    const shown: number[] = [];
    history.position.handlers = { showRow: (index) => shown.push(index) };
    history.position.cursor = 999_998;
    const session = { layout: { mode: "over" }, router: { route: { error: null } } } as unknown as Session;
    const navigation = new ListNavigation(
      session,
      () => history,
      () => {},
    );
    expect([navigation.move("errors", 1), navigation.move("errors", -1), shown]).toEqual([
      999_997,
      999_998,
      [3, 2],
    ]);
    await history.inView(0, 20);
    expect(history.rows.at(0)?.id).toBe(1_000_000);
    expect(history.rows.at(PAGE)).not.toBeUndefined();
  });
});

describe("what was deleted", () => {
  it.each([
    ["the newest", [5]],
    ["the oldest", [1]],
    ["some of them, in between", [2, 4]],
  ])("is not there when the list is shown again: %s", async (_, deleted) => {
    const { backend, history } = filled(5);
    await history.open(null);
    deleted.forEach((id) => backend.gone.add(id));
    await history.open(null);
    expect(ids(history)).toEqual([5, 4, 3, 2, 1].filter((id) => !deleted.includes(id)));
  });

  it("is noticed although as many came", async () => {
    const { backend, history } = filled(5);
    await history.open(null);
    backend.gone.add(1).add(5);
    backend.count += 2;
    await history.open(null);
    expect(ids(history)).toEqual([7, 6, 4, 3, 2]);
  });

  it("leaves a list that is at its top, and waits while one reads further down", async () => {
    const { backend, history } = filled(5);
    await history.open(null);
    backend.gone.add(2);
    await history.catchUpTo(5);
    expect(ids(history)).toEqual([5, 4, 3, 1]);
    history.setFollows(false);
    backend.gone.add(4);
    backend.count += 1;
    await history.catchUpTo(6);
    expect(ids(history)).toEqual([6, 5, 4, 3, 1]);
    expect(history.waiting).toBe(1);
    await history.toTop();
    expect(ids(history)).toEqual([6, 5, 3, 1]);
  });

  it("costs no load where nothing was", async () => {
    const { backend, history } = filled(PAGE * 3);
    await history.open(null);
    await history.inView(PAGE - 10, PAGE);
    backend.count += 1;
    await history.open(null);
    expect(ids(history)).toEqual(run(PAGE * 3 + 1, PAGE * 2 + 1));
  });

  it("stays while the app can't tell what is there", async () => {
    const { backend, history } = filled(3);
    await history.open(null);
    backend.gone.add(2);
    backend.failure = { what: "It broke.", meaning: "m", remedy: "r" };
    await history.open(null);
    expect(ids(history)).toEqual([3, 2, 1]);
    backend.failure = null;
    await history.open(null);
    expect(ids(history)).toEqual([3, 1]);
  });
});
