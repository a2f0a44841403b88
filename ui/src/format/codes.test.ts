// Tests the names of codes.
import { describe, expect, it } from "vitest";
import { codeInColumn, codeInWords, messageInRow } from "./codes";

describe("codeInWords", () => {
  it.each([
    [503, "503 Service Unavailable"],
    [422, "422 Unprocessable Content"],
    [0, "Code 0"],
    [799, "Code 799"],
    [-1, "Code -1"],
    [null, "No code"],
  ])("%s", (code, words) => {
    expect(codeInWords(code)).toBe(words);
  });
});

it("shows a dash for no code, and 0 as 0", () => {
  expect(codeInColumn(null)).toBe("—");
  expect(codeInColumn(0)).toBe("0");
});

it("says that there is no message, and what the code is called", () => {
  expect(messageInRow("  timeout\n", 504)).toEqual({ text: "timeout", given: true });
  expect(messageInRow("", 504)).toEqual({ text: "Gateway Timeout · no message", given: false });
  expect(messageInRow("", 0)).toEqual({ text: "No message", given: false });
});
