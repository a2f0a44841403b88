// Tests how times are written, independent of the current day and time zone.
import { afterEach, describe, expect, it } from "vitest";
import { setTimeStyle } from "./time-style.svelte";
import {
  localAndUtcTime, clockSeconds, clockTime, exactTime, exactUtc, durationBetween, otherZone, relativeTime, sinceTime, timeSpan,
  untilTime,
} from "./times"; // prettier-ignore

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
    expect(durationBetween(ago(48 * 60_000), now.toISOString())).toBe("48 min");
  });
});

describe("another style", () => {
  afterEach(() => {
    setTimeStyle({ time_zone: "local", hours: "24h" });
  });

  it("has 12 hours, with noon and midnight at 12", () => {
    setTimeStyle({ time_zone: "local", hours: "12h" });
    expect([0, 9, 12, 21].map((hour) => clockTime(at(24, hour, 5)))).toEqual([
      "12:05 am",
      "9:05 am",
      "12:05 pm",
      "9:05 pm",
    ]);
    expect(clockSeconds(at(24, 21, 5, 7))).toBe("9:05:07 pm");
    expect(exactTime(at(24, 21, 5, 7).toISOString())).toContain("24 Nov 2026, 9:05:07 pm (");
    expect(sinceTime(at(23, 9).toISOString(), now)).toBe("yesterday, 9:00 am");
  });

  it("is in UTC, whatever the zone here", () => {
    setTimeStyle({ time_zone: "utc", hours: "24h" });
    const iso = "2026-11-24T23:30:00.000Z";
    expect(clockTime(new Date(iso))).toBe("23:30");
    expect(exactTime(iso)).toBe("Tue 24 Nov 2026, 23:30:00 (UTC)");
    expect(relativeTime("2026-11-12T00:30:00Z", new Date("2026-11-24T00:00:00Z"))).toBe("12 Nov");
    expect(sinceTime("2026-11-23T23:59:00Z", new Date("2026-11-24T00:01:00Z"))).toBe("yesterday, 23:59");
  });

  it("gives the other zone only where there is one", () => {
    const iso = "2026-11-24T09:14:03.120Z";
    const same = new Date(iso).getTimezoneOffset() === 0;
    expect(localAndUtcTime(iso).split("\n")).toHaveLength(same ? 1 : 2);
    expect(otherZone(iso)).toBe(same ? null : "2026-11-24 09:14:03.120 UTC");
  });
});

describe("timeSpan", () => {
  it.each([
    [at(24, 9, 14, 2), at(24, 9, 16, 40), "09:14:02 to 09:16:40"],
    [at(23, 9, 14, 2), at(23, 9, 16, 40), "23 Nov, 09:14:02 to 09:16:40"],
    [at(24, 9, 14, 2), at(24, 9, 14, 2, 400), "09:14:02"],
    [at(23, 23, 59, 2), at(24, 0, 0, 1), "23 Nov, 23:59:02 to 24 Nov, 00:00:01"],
  ])("says from %s to %s", (from, to, words) => {
    expect(timeSpan(from.toISOString(), to.toISOString(), now)).toBe(words);
  });
});
