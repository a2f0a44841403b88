// Tests how incidents are described.
import { afterEach, expect, it } from "vitest";
import { speak } from "../words/locale.svelte";
import { ordinal, stateWords, timesInColumn } from "./incidents";

afterEach(() => {
  speak({});
});

it.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [11, "11th"],
  [12, "12th"],
  [13, "13th"],
  [21, "21st"],
  [112, "112th"],
])("says %i as %s", (n, words) => {
  expect(ordinal(n)).toBe(words);
});

it("counts in a column", () => {
  expect(timesInColumn(1412)).toBe("×1,412");
});

it.each([
  ["en", false, "Acknowledged"],
  ["en", true, "Acknowledged until it changes"],
  ["ar", false, "مؤكَّدة"],
  ["ar", true, "مؤكَّدة حتى تتغير"],
] as const)("says the state in %s, until it changes: %s", (language, until_change, words) => {
  speak({ language });
  expect(stateWords({ state: "acknowledged", until_change })).toBe(words);
});
