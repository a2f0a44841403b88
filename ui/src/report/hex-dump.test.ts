// Tests the hex dump.
import { expect, it } from "vitest";
import { hexDump } from "./hex-dump";

it("lines up offset, bytes and printable characters", () => {
  const bytes = String.fromCharCode(...Array.from({ length: 18 }, (_, i) => (i === 0 ? 0xff : 0x40 + i)));
  expect(hexDump(btoa(bytes), 4096)).toEqual({
    text:
      "000000  ff 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  .ABCDEFGHIJKLMNO\n" +
      "000010  50 51                                             PQ",
    shown: 18,
    total: 18,
  });
});

it("stops where it is told to, and says how much there was", () => {
  const dump = hexDump(btoa("x".repeat(100)), 32);
  expect(dump.text.split("\n")).toHaveLength(2);
  expect(dump).toMatchObject({ shown: 32, total: 100 });
});
