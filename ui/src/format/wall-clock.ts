// A moment as a clock on the wall and a calendar have it, in the zone that the window uses.
import { timeStyle } from "./time-style.svelte";

export type WallClock = {
  year: number;
  /** From 0. */
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
};

export function wallClock(at: Date, utc = timeStyle().utc): WallClock {
  return utc
    ? {
        year: at.getUTCFullYear(),
        month: at.getUTCMonth(),
        day: at.getUTCDate(),
        weekday: at.getUTCDay(),
        hour: at.getUTCHours(),
        minute: at.getUTCMinutes(),
        second: at.getUTCSeconds(),
      }
    : {
        year: at.getFullYear(),
        month: at.getMonth(),
        day: at.getDate(),
        weekday: at.getDay(),
        hour: at.getHours(),
        minute: at.getMinutes(),
        second: at.getSeconds(),
      };
}

/** The moment at which the clock on the wall says that, in ms. */
export function momentOf(year: number, month: number, day: number, hour = 0, minute = 0): number {
  return timeStyle().utc
    ? Date.UTC(year, month, day, hour, minute)
    : new Date(year, month, day, hour, minute).getTime();
}
