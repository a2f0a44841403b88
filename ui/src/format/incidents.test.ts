// Tests how incidents are described.
import { expect, it } from "vitest";
import { ordinal, timesInColumn } from "./incidents";

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
