// Tests how times are written, independent of the current day and time zone.
import { describe, expect, it } from "vitest";
import { clockTime, exactTime, exactUtc, lasting, relativeTime, sinceTime, untilTime } from "./times";

/** A time in the local time zone, whichever that is. */
const at = (day: number, hour: number, minute = 0, second = 0, ms = 0): Date =>
  new Date(2026, 10, day, hour, minute, second, ms);
const now = at(24, 15, 0);
const ago = (ms: number): string => new Date(now.getTime() - ms).toISOString();

describe("relativeTime", () => {
  it.each([
    [0, "just now"],
    [9_999, "just now"],
    [10_000, "10 s ago"],
    [49_000, "40 s ago"],
    [59_999, "50 s ago"],
    [60_000, "1 min ago"],
    [59 * 60_000 + 59_000, "59 min ago"],
    [3_600_000, "1 h ago"],
    [14 * 3_600_000, "14 h ago"],
  ])("says of %i ms: %s", (age, words) => {
    expect(relativeTime(ago(age), now)).toBe(words);
  });

  it("speaks of days by midnights, not by 24 hours", () => {
    expect(relativeTime(at(23, 23).toISOString(), at(24, 1))).toBe("2 h ago");
    expect(relativeTime(at(23, 1).toISOString(), now)).toBe("yesterday");
    expect(relativeTime(at(22, 23).toISOString(), now)).toBe("2 days ago");
    expect(relativeTime(at(18, 12).toISOString(), now)).toBe("6 days ago");
  });

  it("names the date a week on, and the year where it is another", () => {
    expect(relativeTime(at(12, 12).toISOString(), now)).toBe("12 Nov");
    expect(relativeTime(new Date(2025, 2, 1, 12).toISOString(), now)).toBe("1 Mar 2025");
  });

  it("takes a clock that is a little behind as now, and states anything further ahead", () => {
    expect(relativeTime(new Date(now.getTime() + 30_000).toISOString(), now)).toBe("just now");
    expect(relativeTime(at(24, 16, 5).toISOString(), now)).toBe("24 Nov, 16:05");
  });

  it("hands back what is no moment", () => {
    expect(relativeTime("soon", now)).toBe("soon");
  });
});

describe("exact wordings", () => {
  it("gives hours today, the day before that", () => {
    expect(sinceTime(at(24, 9, 14).toISOString(), now)).toBe("09:14");
    expect(sinceTime(at(23, 9, 14).toISOString(), now)).toBe("yesterday, 09:14");
    expect(sinceTime(at(3, 9, 4).toISOString(), now)).toBe("3 Nov, 09:04");
  });

  it("writes UTC to the millisecond and local time to the second", () => {
    expect(exactUtc("2026-11-24T09:14:03.120Z")).toBe("2026-11-24 09:14:03.120 UTC");
    expect(exactTime(at(24, 9, 14, 3).toISOString())).toMatch(
      /^Tue 24 Nov 2026, 09:14:03 \(UTC([+−]\d\d:\d\d)?\)$/,
    );
    expect(clockTime(at(1, 7, 5))).toBe("07:05");
  });
});

describe("ends", () => {
  it.each([
    [at(24, 18, 5), "18:05"],
    [at(25, 9), "tomorrow, 09:00"],
    [at(27, 9), "Fri, 09:00"],
    [new Date(2026, 11, 12, 9), "12 Dec, 09:00"],
  ])("says of %s: %s", (end, words) => {
    expect(untilTime(end.toISOString(), now)).toBe(words);
  });

  it("says how long it was", () => {
    expect(lasting(ago(48 * 60_000), now.toISOString())).toBe("48 min");
  });
});
