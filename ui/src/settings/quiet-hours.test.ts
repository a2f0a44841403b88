// Tests quiet hours as text.
import { describe, expect, it } from "vitest";
import { DAYS, parseQuietHours, quietHoursText } from "./quiet-hours";

describe("quiet hours", () => {
  it.each([
    ["22:00-07:00", [...DAYS]],
    ["sat-thu 22:00-07:00", ["mon", "tue", "wed", "thu", "sat", "sun"]],
    ["mon-fri 22:00-07:00", ["mon", "tue", "wed", "thu", "fri"]],
    ["wed 22:00-07:00", ["wed"]],
    ["fri,sat 22:00-07:00", ["fri", "sat"]],
    ["mon,wed,fri 12:30-13:00", ["mon", "wed", "fri"]],
  ])("%s is read and written", (text, days) => {
    const read = parseQuietHours(text);
    expect(read?.days).toEqual(days);
    expect(read && quietHoursText(read)).toBe(text);
  });

  it("are read as a person writes them", () => {
    expect(parseQuietHours(" Sun , MON 9:05 – 10:00 ")).toEqual({
      from: "09:05",
      to: "10:00",
      days: ["mon", "sun"],
    });
  });

  it.each(["", "22:00-", "someday 22:00-07:00", "22-7"])("are none in %j", (text) => {
    expect(parseQuietHours(text)).toBeNull();
  });
});
