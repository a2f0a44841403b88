// Tests that laying JSON out changes white space only.
import { describe, expect, it } from "vitest";
import { indentJson } from "./json-indent";

describe("indentJson", () => {
  it("puts each member on its own line", () => {
    expect(indentJson('{"code": 503,"list":[1,{"a":null}],"no":{},"none":[ ]}')).toBe(
      '{\n  "code": 503,\n  "list": [\n    1,\n    {\n      "a": null\n    }\n  ],\n  "no": {},\n  "none": []\n}',
    );
  });

  it("keeps every digit, escape and doubled key", () => {
    const text = '{"id":12345678901234567890123,"f":1.0e+400,"s":"a\\u00e9\\"{,:}[ ]","s":"  two  spaces "}';
    expect(indentJson(text)).toBe(
      '{\n  "id": 12345678901234567890123,\n  "f": 1.0e+400,\n  "s": "a\\u00e9\\"{,:}[ ]",\n  "s": "  two  spaces "\n}',
    );
  });

  it("is a plain value where there is nothing to lay out", () => {
    expect(indentJson(" 503\n")).toBe("503");
    expect(indentJson('"a"')).toBe('"a"');
  });

  it.each(["", '{"code": 503, "endpoint": "https://pos', "code=503&x=1", "{'a':1}"])("refuses %j", (text) => {
    expect(indentJson(text)).toBeNull();
  });

  it("survives deep nesting", () => {
    const deep = "[".repeat(2000) + "]".repeat(2000);
    expect(indentJson(deep)?.replace(/\s/g, "")).toBe(deep);
  });
});
