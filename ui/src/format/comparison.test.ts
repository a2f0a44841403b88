// Tests how a comparison is said and copied.
import { expect, it } from "vitest";
import type { Comparison } from "../bindings";
import { changedParts, comparisonSummary, comparisonText, type Pair } from "./comparison";

const EQUAL: Comparison = { equal: true, by: "json", more: false, differences: [], headers: [] };
const pair: Pair = { what: "report", first: 3, second: 7 };

it("says calmly that both are equal", () => {
  expect(comparisonSummary(pair, EQUAL)).toBe(
    "From report 3 to 7: the bodies are equal. The headers are equal.",
  );
});

it("counts what differs in bodies and headers", () => {
  const result: Comparison = {
    ...EQUAL,
    equal: false,
    differences: [{ path: "/code", from: "503", to: "500" }],
    headers: [{ path: "date", from: null, to: "now" }],
  };
  expect(comparisonSummary(pair, result)).toBe("From report 3 to 7: 1 difference. 1 header differs.");
});

it("is copied with what was and what is", () => {
  const result: Comparison = {
    ...EQUAL,
    equal: false,
    differences: [
      { path: "/code", from: "503", to: "500" },
      { path: "", from: null, to: "a\nb" },
    ],
    headers: [{ path: "via", from: "1.1 x", to: null }],
  };
  expect(comparisonText(pair, result).split("\n")).toEqual([
    "--- report 3",
    "+++ report 7",
    "@@ header via @@",
    "-1.1 x",
    "@@ /code @@",
    "-503",
    "+500",
    "@@ the whole body @@",
    "+a",
    "+b",
    "From report 3 to 7: 2 differences. 1 header differs.",
    "",
  ]);
});

it.each([
  ["12.50", "13.00", ["1", "2.5", "0"], ["1", "3.0", "0"]],
  ["aa", "a", ["a", "a", ""], ["a", "", ""]],
  ["😀x", "😁x", ["", "😀", "x"], ["", "😁", "x"]],
])("finds the part that changed: %s, %s", (from, to, old, now) => {
  expect(changedParts(from, to).map(({ before, changed, after }) => [before, changed, after])).toEqual([
    old,
    now,
  ]);
});
