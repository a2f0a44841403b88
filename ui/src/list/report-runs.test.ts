// Tests which reports are one row, and that the row stays the same while others join it.
import { expect, it } from "vitest";
import type { DeliveryError } from "../bindings";
import { PagedRows } from "./paged-rows";
import { ReportRuns } from "./report-runs";

function report(id: number, message: string, more: Partial<DeliveryError> = {}): DeliveryError {
  return {
    id, message, incident_id: 1, received_at: "2026-11-24T09:14:00.000Z", source: "retm", code: 503,
    endpoint: "https://a.example/orders", readable: true, merchant: null, ...more,
  } as DeliveryError; // prettier-ignore
}
/** "aab" with 3 as the newest: 3 and 2 say a, 1 says b. */
const reports = (text: string, newest = text.length): DeliveryError[] =>
  [...text].map((message, i) => report(newest - i, message));
const runs = (rows: PagedRows, open: number[] = [], more = false): ReportRuns =>
  new ReportRuns(rows, new Set(open), more);
const shown = (of: ReportRuns, cursor: number | null = null): string[] =>
  Array.from({ length: of.count }, (_, i) => {
    const row = of.at(i);
    const id = of.idAt(i, cursor);
    if (!row) return "dropped";
    return "run" in row
      ? `${id}: ×${row.run.count}${row.run.more ? "+" : ""}`
      : `${id}${row.inRun ? " in" : ""}`;
  });

it("makes one row of consecutive reports that say the same", () => {
  expect(shown(runs(PagedRows.of(reports("aaabbc"))))).toEqual(["-4: ×3", "-2: ×2", "1"]);
});

it("keeps apart what only looks the same", () => {
  const rows = [
    report(6, "a"),
    report(5, "a", { code: 500 }),
    report(4, "a", { source: "test" }),
    report(3, "", { readable: false }),
    report(2, "", { readable: false }),
    report(1, `${"a".repeat(499)}…`),
  ];
  expect(shown(runs(PagedRows.of(rows)))).toEqual(["6", "5", "4", "3", "2", "1"]);
  expect(runs(PagedRows.of([report(2, `${"a".repeat(499)}…`), ...rows.slice(-1)])).count).toBe(2);
});

it("opens in place, and finds every row by its id", () => {
  const open = runs(PagedRows.of(reports("baac")), [3]);
  expect(shown(open)).toEqual(["4", "-2: ×2", "3 in", "2 in", "1"]);
  expect([4, -2, -3, 3, 2, 1, 9].map((id) => open.indexOf(id))).toEqual([0, 1, 1, 2, 3, 4, -1]);
  expect([4, -2, 3, 1].map((id) => open.opens(id))).toEqual([null, true, null, null]);
  expect(open.branch(2)).toEqual({ level: 2, open: null, place: 1, size: 2 });
  expect(open.branch(4)).toEqual({ level: 1, open: null, place: 3, size: 3 });
  expect(shown(runs(PagedRows.of(reports("baac")), []))).toEqual(["4", "-2: ×2", "1"]);
  expect([...open.closed(new Set([3]), -2)]).toEqual([]);
});

it("has the cursor's row where its report is hidden", () => {
  const closed = runs(PagedRows.of(reports("baac")));
  expect(closed.indexOf(3)).toBe(1);
  expect(shown(closed, 3)).toEqual(["4", "3: ×2", "1"]);
  expect(closed.opens(3)).toBe(false);
});

it("stays the same row while reports join it", () => {
  const before = PagedRows.of(reports("ab"));
  expect(shown(runs(before), 2)).toEqual(["2", "1"]);
  const after = runs(before.withNewer(reports("aa", 4)));
  expect(shown(after, 2)).toEqual(["2: ×3", "1"]);
  expect(after.indexOf(2)).toBe(0);
});

it("joins pages, keeps dropped ones counted, and says where more may follow", () => {
  const rows = PagedRows.of(reports("aab", 9)).withOlder(reports("bbb", 6)).withOlder(reports("bc", 3));
  expect(shown(runs(rows, [], true))).toEqual(["-8: ×2", "-3: ×5", "2"]);
  expect(runs(rows.keeping(0, 2)).count).toBe(3);
  const tail = PagedRows.of(reports("abb"));
  expect(shown(runs(tail, [], true))).toEqual(["3", "-1: ×2+"]);
  expect(runs(tail, [], true).closedTail).toBe(2);
  expect(runs(tail, [2], true).closedTail).toBe(0);
  expect(runs(rows).covered(1, 3)).toEqual({ from: 2, to: 8 });
});
