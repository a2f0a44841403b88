// Tests the matches of a typed text, and their order.
import { expect, it } from "vitest";
import { fit } from "./fuzzy";

const best = (typed: string, names: string[]): string[] =>
  names
    .map((name) => ({ name, score: fit(typed, name) }))
    .filter((one): one is { name: string; score: number } => one.score !== null)
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

it("finds by the beginnings of words, by letters in order, and by several words", () => {
  const names = ["Resolve", "Resolved", "Send a test report", "Copy your receiver URL"];
  expect(best("res", names)[0]).toBe("Resolve");
  expect(best("str", names)[0]).toBe("Send a test report");
  expect(best("url copy", names)).toEqual(["Copy your receiver URL"]);
  expect(best("", names)).toEqual(expect.arrayContaining(names));
});

it("finds no name over which the letters are strewn, and none without them", () => {
  expect(fit("xyz", "Resolve")).toBeNull();
  expect(fit("seer", "Pause notifications of all receivers")).toBeNull();
});

it("reads other scripts without their vowel signs", () => {
  expect(fit("طلبات", "pos.example.com/طَلَبات")).not.toBeNull();
  expect(fit("uber", "/Über")).not.toBeNull();
});
