// The days of an endpoint as text.
import type { DayState, EndpointDay } from "../bindings";
import { counted } from "./counts";

export const DAY_WORDS: Readonly<Record<DayState, string>> = {
  good: "Good",
  failing: "Failing",
  unknown: "No data",
};

const NAMED = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

/** "Tue 24 Nov". */
export function dateWords(date: string): string {
  return NAMED.format(new Date(`${date}T00:00:00Z`)).replace(",", "");
}

/** "Tue 24 Nov: failing, 412 reports, 3 of 288 checks failed". */
export function dayWords(day: EndpointDay): string {
  const facts = [DAY_WORDS[day.state].toLowerCase()];
  if (day.reports > 0) facts.push(counted(day.reports, "report"));
  if (day.failed_checks > 0) facts.push(`${day.failed_checks} of ${counted(day.checks, "check")} failed`);
  else if (day.checks > 0) facts.push(counted(day.checks, "check"));
  return `${dateWords(day.date)}: ${facts.join(", ")}`;
}

/** "Last 30 days: 2 failing, 5 good, 23 without data". */
export function daysWords(days: readonly EndpointDay[]): string {
  const count = (state: DayState): number => days.filter((day) => day.state === state).length;
  const parts = [
    [count("failing"), "failing"],
    [count("good"), "good"],
    [count("unknown"), "without data"],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, words]) => `${n} ${words}`);
  return `Last ${days.length} days: ${said.join(", ")}`;
}
