// Tests how counts are written.
import { expect, it } from "vitest";
import { byteSize, counted } from "./counts";

it("counts with the right word", () => {
  expect(counted(1, "report")).toBe("1 report");
  expect(counted(0, "report")).toBe("0 reports");
  expect(counted(1204, "delivery error")).toBe("1,204 delivery errors");
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
