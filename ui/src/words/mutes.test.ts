// Tests how long a mute lasts.
import { expect, it } from "vitest";
import { muteChoices } from "./mutes";

it("reaches to nine in the morning of the next day", () => {
  const now = new Date(2026, 10, 24, 14, 30);
  expect(muteChoices(now).map(({ minutes }) => minutes)).toEqual([60, 240, 18.5 * 60, 10_080]);
  expect(muteChoices(new Date(2026, 11, 31, 23, 59, 30))[2]?.minutes).toBe(9 * 60 + 1);
});
