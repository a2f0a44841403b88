// Tests the arithmetic of the plots.
import { describe, expect, it } from "vitest";
import type { PlotSeries } from "../bindings";
import {
  barAfter,
  busySteps,
  edgesOf,
  keyOf,
  assignPatterns,
  peakOf,
  snapped,
  stacked,
  stepsIn,
  sumIn,
} from "./plot-sums";

const series = (endpoint: string, counts: number[] = [], label = endpoint): PlotSeries => ({
  endpoint,
  label,
  counts,
  total: counts.reduce((sum, n) => sum + n, 0),
});
const MINUTE = 60_000;
const edges = [0, 1, 2, 3, 4].map((n) => n * MINUTE);

describe("patterns", () => {
  it("stay with their endpoint when another becomes the busiest", () => {
    const first = assignPatterns(new Map(), [series("a"), series("b")]);
    expect([...first]).toEqual([["a", 0], ["b", 1]]); // prettier-ignore
    const then = assignPatterns(first, [series("c"), series("b"), series("", [], "others")]);
    expect(then.get("b")).toBe(1);
    expect(then.get("c")).toBe(0);
    expect(then.get(keyOf(series("", [], "others")))).toBe(8);
  });

  it("begin again where there are more endpoints than patterns", () => {
    const many = Array.from({ length: 10 }, (_, i) => series(`e${i}`));
    const patterns = [...assignPatterns(new Map(), many).values()];
    expect(patterns.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(patterns.every((pattern) => pattern < 8)).toBe(true);
  });
});

it("stacks each on those before it", () => {
  expect(stacked([series("a", [1, 2]), series("b", [10, 0])])).toEqual([[1, 2], [11, 2]]); // prettier-ignore
  expect(stacked([])).toEqual([]);
});

describe("steps", () => {
  it("end where the next begins, and days at midnight", () => {
    const at = (day: number, hour = 0) => new Date(2026, 10, day, hour).toISOString();
    expect(edgesOf({ step: "hour", starts: [at(1, 8), at(1, 9)] }).at(-1)).toBe(Date.parse(at(1, 10)));
    expect(edgesOf({ step: "day", starts: [at(1)] })).toEqual([Date.parse(at(1)), Date.parse(at(2))]);
    expect(edgesOf({ step: "day", starts: [] })).toEqual([]);
  });

  it("are taken whole by a brush", () => {
    expect(stepsIn(edges, { from: 1.5 * MINUTE, to: 2.1 * MINUTE })).toEqual({ first: 1, last: 2 });
    expect(snapped(edges, { from: 1.5 * MINUTE, to: 2.1 * MINUTE })).toEqual({
      from: MINUTE,
      to: 3 * MINUTE,
    });
    expect(snapped(edges, { from: MINUTE, to: 2 * MINUTE })).toEqual({ from: MINUTE, to: 2 * MINUTE });
    expect(snapped(edges, { from: -9 * MINUTE, to: 99 * MINUTE })).toEqual({ from: 0, to: 4 * MINUTE });
  });

  it("are none outside", () => {
    expect(stepsIn(edges, { from: 9 * MINUTE, to: 10 * MINUTE })).toBeNull();
    expect(stepsIn([], { from: 0, to: 1 })).toBeNull();
    expect(sumIn([1, 2], null)).toBe(0);
  });
});

it("adds up, and finds the busiest", () => {
  expect(sumIn([1, 2, 3, 4], { first: 1, last: 2 })).toBe(5);
  expect(peakOf([1, 7, 7])).toEqual({ count: 7, at: 1 });
  expect(peakOf([])).toEqual({ count: 0, at: 0 });
  expect(busySteps([series("a", [1, 0, 2]), series("b", [0, 0, 5])])).toEqual([
    { at: 2, total: 7 },
    { at: 0, total: 1 },
  ]);
});

describe("barAfter", () => {
  it.each([
    ["ArrowRight", null, 0],
    ["ArrowLeft", null, 4],
    ["ArrowRight", 2, 3],
    ["ArrowRight", 4, 4],
    ["ArrowLeft", 0, 0],
    ["Home", 3, 0],
    ["End", 1, 4],
    ["j", 1, null],
  ])("%s from %s is %s", (key, at, expected) => {
    expect(barAfter(key, at, 5)).toBe(expected);
  });

  it("is none where there are none", () => {
    expect(barAfter("Home", null, 0)).toBeNull();
  });
});
