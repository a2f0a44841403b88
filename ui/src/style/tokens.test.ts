// Tests that the dark colours are the same, whether set by the system or by the settings.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("has one set of dark colours", () => {
  const css = readFileSync("src/style/tokens.css", "utf8");
  const blocks = css.split("}").filter((block) => block.includes("--ground: #17191c"));
  const values = blocks.map((block) => block.match(/--[a-z-]+: [^;]+;/g));
  expect(values).toHaveLength(2);
  expect(values[0]).toEqual(values[1]);
});
