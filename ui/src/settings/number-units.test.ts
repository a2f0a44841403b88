// Tests how numbers with units are entered and shown.
import { expect, it } from "vitest";
import { speak } from "../words/locale.svelte";
import { fromUnit, inUnit, inWords, limitWords, unitFor, unitName, unitsOf } from "./number-units";

const SECONDS = { unit: "seconds" };

it.each([
  ["0", "seconds"],
  ["10", "seconds"],
  ["60", "minutes"],
  ["90", "seconds"],
  ["7200", "hours"],
  ["a month", "seconds"],
])("%s is shown in %s", (value, unit) => {
  expect(unitFor(unitsOf(SECONDS), value)?.name).toBe(unit);
});

it("a value goes into its unit and back, and what is no number stays", () => {
  expect(inUnit("300", 60)).toBe("5");
  expect(fromUnit(" 5 ", 60)).toBe("300");
  expect(fromUnit("a month", 60)).toBe("a month");
  expect(inUnit("a month", 60)).toBe("a month");
});

it("says a unit in the window's language", () => {
  speak({ language: "ar" });
  expect(inWords({ unit: "MB" }, "64")).toContain("ميغابايت");
  expect(unitName("ms")).toBe("ملي ثانية");
  speak({});
});

it("says values and limits in words", () => {
  expect(inWords(SECONDS, "60")).toBe("1 minute");
  expect(inWords({ unit: "MB" }, "1024")).toBe("1024 MB");
  expect(limitWords({ ...SECONDS, least: 10, most: 86_400 })).toBe("10 seconds to 24 hours.");
  expect(limitWords({ ...SECONDS, least: 10, most: null })).toBe("At least 10 seconds.");
  expect(limitWords({ ...SECONDS, least: 0, most: 86_400 })).toBe("Up to 24 hours.");
  expect(limitWords({ unit: "days", least: 0, most: null })).toBe("");
});
