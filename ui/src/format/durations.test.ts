import { expect, test } from "vitest";

import { durationInWords, tookUs } from "./durations";
// The rules are tested with the same examples, so that the window and the notifications write durations alike.
import examples from "./durations.json";

test("durations are said as in notifications", () => {
  for (const [seconds, words] of examples.lasted_s as [number, string][])
    expect(durationInWords(seconds), String(seconds)).toBe(words);
  for (const [us, words] of examples.took_us as [number, string][])
    expect(tookUs(us), String(us)).toBe(words);
});
