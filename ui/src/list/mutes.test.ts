// Tests how long an incident can be muted.
import { expect, it } from "vitest";
import { MUTE_CHOICES } from "./mutes";

it("mutes for an hour, eight, a day or a week", () => {
  expect(MUTE_CHOICES.map((choice) => choice.minutes)).toEqual([60, 480, 1440, 10_080]);
  expect(MUTE_CHOICES.map((choice) => choice.words)).toContain("For 8 hours");
});
