// Tests the descriptions of an endpoint's days.
import { afterEach, expect, it } from "vitest";
import type { EndpointDay } from "../bindings";
import { speak } from "../words/locale.svelte";
import { dayWords, daysWords } from "./endpoint-days";

afterEach(() => {
  speak({});
});

const day = (more: Partial<EndpointDay>): EndpointDay => ({
  date: "2026-11-24",
  state: "unknown",
  reports: 0,
  checks: 0,
  failed_checks: 0,
  ...more,
});

it.each([
  [day({}), "Tue 24 Nov: no data"],
  [day({ state: "good", checks: 288 }), "Tue 24 Nov: good, 288 checks"],
  [day({ state: "failing", reports: 1 }), "Tue 24 Nov: failing, 1 report"],
  [
    day({ state: "failing", reports: 412, checks: 288, failed_checks: 3 }),
    "Tue 24 Nov: failing, 412 reports, 3 of 288 checks failed",
  ],
])("a day", (one, words) => {
  expect(dayWords(one)).toBe(words);
});

it("says what the days were", () => {
  const days = [day({}), day({ state: "good" }), day({ state: "failing" }), day({ state: "failing" })];
  expect(daysWords(days)).toBe("Last 4 days: 2 failing, 1 good, 1 without data");
});

it("counts them in Arabic", () => {
  speak({ language: "ar" });
  const days = [
    day({ state: "failing" }),
    ...Array.from({ length: 2 }, () => day({ state: "good" })),
    ...Array.from({ length: 27 }, () => day({})),
  ];
  expect(daysWords(days).replace(/[\u2068\u2069]/g, "")).toBe(
    "آخر 30 يومًا: يوم متعثر، يومان سليمان، 27 يومًا بلا بيانات",
  );
});
