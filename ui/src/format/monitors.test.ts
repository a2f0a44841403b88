// Tests how monitors are described.
import { describe, expect, it } from "vitest";
import type { MonitorCheck } from "../bindings";
import { everyWords } from "./durations";
import { certificateWords, runsOf, sentenceOf, stripWords, uptimeWords } from "./monitors";

const NOW = new Date(2026, 10, 24, 12, 0, 0);
const before = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const check = (minutes: number, good: boolean, took_ms = 100, status: number | null = good ? 200 : null): MonitorCheck => ({
  at: before(minutes), good, took_ms, status, cause: good ? "answers" : "refused", sentence: good ? `OK after ${took_ms} ms.` : "Refused.",
}); // prettier-ignore

it.each([
  [100_000, "100 %"],
  [99_999, "99.99 %"],
  [99_500, "99.50 %"],
  [98_000, "98 %"],
  [0, "0 %"],
  [null, "—"],
])("says an uptime of %s", (good, words) => {
  expect(uptimeWords(good)).toBe(words);
});

it.each([
  [30, "every 30 s"], [60, "every minute"], [300, "every 5 min"], [3_600, "every hour"], [21_600, "every 6 h"], [86_400, "once a day"], [90, "every 90 s"],
])("says how often: %s s", (seconds, words) => {
  expect(everyWords(seconds)).toBe(words);
}); // prettier-ignore

describe("certificates", () => {
  const after = (hours: number): string => new Date(NOW.getTime() + hours * 3_600_000).toISOString();
  it.each([
    [24 * 60, "expires in 60 days", "soft"],
    [24 * 14, "expires in 14 days", "soft"],
    [24 * 14 - 1, "expires in 13 days", "warn"],
    [24 * 3 - 1, "expires in 2 days", "bad"],
    [25, "expires in 1 day.", "bad"],
    [3, "expires at 15:00", "bad"],
    [-3, "expired today", "bad"],
    [-49, "expired 2 days ago", "bad"],
  ])("%s h ahead", (hours, words, weight) => {
    const said = certificateWords(after(hours), NOW);
    expect(said.words).toContain(words);
    expect(said.weight).toBe(weight);
  });
});

describe("checks", () => {
  it("are said in a sentence", () => {
    expect(stripWords([], NOW)).toBe("No check yet.");
    expect(stripWords([check(5, true)], NOW)).toBe("1 check, none failed.");
    expect(stripWords([check(10, false), check(5, true)], NOW)).toBe(
      "2 checks, 1 failed, last one 10 min ago.",
    );
  });

  it("are one line where they found the same", () => {
    const runs = runsOf([
      check(20, true, 80),
      check(15, true, 300),
      check(10, false),
      check(5, true, 90, 204),
    ]);
    expect(runs.map((run) => [run.count, sentenceOf(run)])).toEqual([
      [2, "200 OK after 80 ms to 300 ms."],
      [1, "Refused."],
      [1, "OK after 90 ms."],
    ]);
  });
});
