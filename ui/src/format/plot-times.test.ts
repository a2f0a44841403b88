// Tests how the plots write time spans.
import { expect, it } from "vitest";
import { speak } from "../words/locale.svelte";
import { fieldTime, readTime, spanQuery, spanWords, stepWords, tickWords, untilNowWords } from "./plot-times";

const at = (day: number, hour = 0, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();
const now = new Date(2026, 10, 24, 12);

it.each([
  [at(24, 9, 14), at(24, 9, 31), "09:14–09:31"],
  [at(23, 9, 14), at(23, 9, 31), "23 Nov, 09:14–09:31"],
  [at(23, 22), at(24, 9, 31), "23 Nov, 22:00 – 24 Nov, 09:31"],
  [at(22, 23), at(23), "22 Nov, 23:00–24:00"],
  [at(22), at(23), "22 Nov"],
  [at(20), at(23), "20 Nov – 22 Nov"],
])("says a stretch %#", (from, to, words) => {
  expect(spanWords({ from, to }, now)).toBe(words);
});

it("says a stretch that moves on", () => {
  expect(untilNowWords(at(24, 9), now)).toBe("09:00 – now");
  expect(untilNowWords(at(23, 9), now)).toBe("23 Nov, 09:00 – now");
});

it("says a bar's time by its length", () => {
  expect(stepWords(at(24, 9, 14), "minute", now)).toBe("24 Nov, 09:14");
  expect(stepWords(at(24, 9), "hour", now)).toBe("24 Nov, 09:00–10:00");
  expect(stepWords(at(24), "day", now)).toBe("24 Nov");
});

it("writes the date on the axis where a day begins", () => {
  const ticks = [at(23, 18), at(24), at(24, 6)].map((ms) => ms / 1000);
  expect(tickWords(ticks, 6 * 3600, now)).toEqual(["23 Nov, 18:00", "24 Nov", "06:00"]);
  expect(tickWords([at(24, 6) / 1000], 86_400, now)).toEqual(["24 Nov"]);
});

it("keeps the order of an Arabic date on the axis, which runs from left to right", () => {
  speak({ language: "ar" });
  expect(tickWords([at(23, 18) / 1000], 6 * 3600, now)).toEqual([
    "\u2067\u200f\u206823 نوفمبر\u2069، \u206818:00\u2069\u2069",
  ]);
  speak({});
});

it("writes the query in the reader's time", () => {
  const from = at(24, 9, 14);
  expect(spanQuery({ from, to: at(24, 9, 31) })).toBe("since:2026-11-24T09:14 until:2026-11-24T09:31");
  expect(spanQuery({ from, to: null })).toBe("since:2026-11-24T09:14");
  expect(spanQuery({ from: null, to: null })).toBe("");
});

it.each([
  ["2026-11-24 09:14", at(24, 9, 14)],
  [" 2026-11-24T9:14 ", at(24, 9, 14)],
  ["2026-11-23", at(23)],
  ["09:14", at(24, 9, 14)],
  ["2026-02-31 10:00", null],
  ["25:00", null],
  ["yesterday", null],
  ["", null],
])("reads %s", (text, moment) => {
  expect(readTime(text, now)).toBe(moment);
});

it("reads what it writes", () => {
  expect(readTime(fieldTime(at(3, 4, 5)), now)).toBe(at(3, 4, 5));
});
