// The days of an endpoint as text.
import type { DayState, EndpointDay } from "../bindings";
import { listed, t } from "../words/t";
import { grouped } from "./counts";
import { dateOf, weekdayOf } from "./times";

const STATE_IN_LIST: Readonly<Record<DayState, string>> = {
  good: "day-in-list-good",
  failing: "day-in-list-failing",
  unknown: "day-in-list-unknown",
};

/** "Tue 24 Nov". */
export function dateWords(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  return `${weekdayOf(at, true)} ${dateOf(at, false, true)}`;
}

/** "Tue 24 Nov: failing, 412 reports, 3 of 288 checks failed". */
export function dayWords(day: EndpointDay): string {
  const facts = [t(STATE_IN_LIST[day.state])];
  if (day.reports > 0) facts.push(t("count-reports", { count: day.reports }));
  if (day.failed_checks > 0)
    facts.push(t("day-checks-failed", { count: day.checks, failed: grouped(day.failed_checks) }));
  else if (day.checks > 0) facts.push(t("count-checks", { count: day.checks }));
  return t("day-facts", { date: dateWords(day.date), facts: listed(facts) });
}

/** "Last 30 days: 2 failing, 5 good, 23 without data". */
export function daysWords(days: readonly EndpointDay[]): string {
  const count = (state: DayState): number => days.filter((day) => day.state === state).length;
  const parts = [
    [count("failing"), "days-failing"],
    [count("good"), "days-good"],
    [count("unknown"), "days-unknown"],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, id]) => t(id, { number: n }));
  return t("days-summary", { count: days.length, facts: listed(said) });
}
