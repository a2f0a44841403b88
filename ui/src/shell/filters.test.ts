import { expect, it } from "vitest";
import { withFilter } from "./filters";

it.each([
  ["", "code", "503", "code:503"],
  ["since:2d", "code", "503", "since:2d code:503"],
  ["code:404 since:2d", "code", "503", "since:2d code:503"],
  ['host:"a b" orders', "host", "c.example", "orders host:c.example"],
  ["barcode:1", "code", "none", "barcode:1 code:none"],
])("%s and %s:%s", (query, name, value, whole) => {
  expect(withFilter(query, name, value)).toBe(whole);
});
