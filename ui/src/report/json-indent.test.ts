// Tests that formatting JSON changes only white space.
import { describe, expect, it } from "vitest";
import { DEEPEST, indentJson } from "./json-indent";

const textOf = (text: string): string | undefined => {
  const laidOut = indentJson(text);
  return laidOut !== null && "text" in laidOut ? laidOut.text : undefined;
};

describe("indentJson", () => {
  it("puts each member on its own line", () => {
    expect(textOf('{"code": 503,"list":[1,{"a":null}],"no":{},"none":[ ]}')).toBe(
      '{\n  "code": 503,\n  "list": [\n    1,\n    {\n      "a": null\n    }\n  ],\n  "no": {},\n  "none": []\n}',
    );
  });

  it("keeps every digit and doubled key, and shows escaped letters as letters", () => {
    const text = '{"id":12345678901234567890123,"f":1.0e+400,"s":"a\\u00e9\\"{,:}[ ]","s":"  two  spaces "}';
    expect(textOf(text)).toBe(
      '{\n  "id": 12345678901234567890123,\n  "f": 1.0e+400,\n  "s": "aé\\"{,:}[ ]",\n  "s": "  two  spaces "\n}',
    );
  });

  it("is a plain value where there is nothing to lay out", () => {
    expect(textOf(" 503\n")).toBe("503");
    expect(textOf('"a"')).toBe('"a"');
  });

  it.each(["", '{"code": 503, "endpoint": "https://pos', "code=503&x=1", "{'a':1}"])("refuses %j", (text) => {
    expect(indentJson(text)).toBeNull();
  });

  it.each([
    ["as deep as can be followed", "[".repeat(DEEPEST) + "]".repeat(DEEPEST), true],
    ["deeper", "[".repeat(DEEPEST + 1) + "]".repeat(DEEPEST + 1), false],
    ["128 Ki of brackets, never closed", "[".repeat(131_072), false],
    ["128 Ki of brackets", "[".repeat(131_072) + "]".repeat(131_072), false],
    ["objects within objects", '{"a":'.repeat(40_000) + "1" + "}".repeat(40_000), false],
    ["many lines", `[${"1,".repeat(100_000)}1]`, false],
    ["wide at the depth that is allowed", "[".repeat(99) + "1,".repeat(19_000) + "1" + "]".repeat(99), false],
    ["brackets within strings", `["${"[".repeat(1000)}\\"${"[".repeat(1000)}"]`, true],
  ])("is bounded: %s", (_, text, isLaidOut) => {
    const laidOut = indentJson(text);
    if (isLaidOut) expect(textOf(text)?.replace(/\s/g, "")).toBe(text);
    else expect(laidOut).toHaveProperty("reason");
  });
});
