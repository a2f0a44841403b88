// Tests how counts are written.
import { expect, it } from "vitest";
import { speak } from "../words/locale.svelte";
import { t } from "../words/t";
import { byteSize, compact } from "./counts";

it("counts with the right word", () => {
  expect(t("count-reports", { count: 1 })).toBe("1 report");
  expect(t("count-reports", { count: 0 })).toBe("0 reports");
  expect(t("count-incidents", { count: 1204 })).toBe("1,204 incidents");
});

it("gives sizes a reader can grasp", () => {
  expect([1, 1023, 1024, 1536, 262144].map(byteSize)).toEqual([
    "1 byte",
    "1,023 bytes",
    "1 KiB",
    "1.5 KiB",
    "256 KiB",
  ]);
});

it("shortens counts from a million on", () => {
  expect([7, 999_999, 1_000_000, 1_026_699, 999_994_999].map(compact)).toEqual([
    "7",
    "999,999",
    "1m",
    "1.03m",
    "999.99m",
  ]);
});

it("leaves room for the word in Arabic", () => {
  speak({ language: "ar" });
  expect([999_999, 1_026_699, 12_340_000].map(compact)).toEqual([
    "999,999",
    "1\u00a0مليون",
    "12.3\u00a0مليون",
  ]);
  speak({});
});
