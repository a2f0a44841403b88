import { expect, it } from "vitest";
import { vowelled } from "./vowel-marks";

it("tells words apart that end in a vowel mark", () => {
  const found = vowelled("10 ثوانٍ، ثُمَّ عاد timeout");
  expect(found.filter((piece) => piece.isVowelled).map((piece) => piece.text)).toEqual(["ثوانٍ", "ثُمَّ"]);
  expect(found.map((piece) => piece.text).join("")).toBe("10 ثوانٍ، ثُمَّ عاد timeout");
});

it("leaves other texts in one piece", () => {
  expect(vowelled("مُدرسة")).toEqual([{ text: "مُدرسة", isVowelled: false }]);
  expect(vowelled("timeout")).toEqual([{ text: "timeout", isVowelled: false }]);
});
