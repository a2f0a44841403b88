// How monitors are described: state, uptime, recent checks and certificate. `now` is passed in.
import type { IncidentState, Monitor, MonitorCheck, MonitorState } from "../bindings";
import { codeInWords } from "./codes";
import { counted } from "./counts";
import { tookMs } from "./durations";
import { lasting, relativeTime, sinceTime, untilTime } from "./times";

export const MONITOR_WORDS: Readonly<Record<MonitorState, string>> = {
  unknown: "Not checked",
  up: "Up",
  failing: "Failing",
  down: "Down",
  resting: "Paused",
  offline: "Offline",
};

/** The result of the latest check, or why there was none. */
export function latestSentence({ last, not_asked: why, wish }: Monitor): string {
  if (why) return `Not checked: ${why.sentence}`;
  return last?.sentence ?? (wish.on ? "First check pending." : "Never checked.");
}

/** "Incident 4 is acknowledged". */
export function incidentWords(id: number, state: IncidentState | null): string {
  return `Incident ${id} is ${state ?? "open"}`;
}

/** "99.98 %". Never "100 %" if a check failed. "—" without checks. */
export function uptimeWords(goodPer100k: number | null): string {
  if (goodPer100k === null) return "—";
  const hundredths = Math.floor(goodPer100k / 10);
  return `${hundredths % 100 === 0 ? hundredths / 100 : (hundredths / 100).toFixed(2)} %`;
}

/** "90 checks, 3 failed, last one 12 min ago." */
export function stripWords(strip: readonly MonitorCheck[], now: Date): string {
  if (strip.length === 0) return "No check yet.";
  const failed = strip.filter((check) => !check.good);
  const last = failed.at(-1);
  const head = counted(strip.length, "check");
  if (!last) return `${head}, none failed.`;
  return `${head}, ${failed.length} failed, last one ${relativeTime(last.at, now)}.`;
}

/** "since 09:31 (48 min)", or "" if unknown. */
export function standingSince({ state, since }: Monitor, now: Date): string {
  if (since === null || state === "unknown") return "";
  return `since ${sinceTime(since, now)} (${lasting(since, now.toISOString())})`;
}

const DAY = 86_400_000;

export type CertificateWords = { words: string; weight: "soft" | "warn" | "bad" };

/** A warning from 14 days before, urgent from 3 days before. */
export function certificateWords(until: string, now: Date): CertificateWords {
  const left = Date.parse(until) - now.getTime();
  const days = Math.floor(Math.abs(left) / DAY);
  if (left <= 0) {
    const ago = days === 0 ? "today" : `${counted(days, "day")} ago`;
    return { words: `The certificate expired ${ago}.`, weight: "bad" };
  }
  const when = days === 0 ? `at ${untilTime(until, now)}` : `in ${counted(days, "day")}`;
  const weight = days < 3 ? "bad" : days < 14 ? "warn" : "soft";
  return { words: `The certificate expires ${when}.`, weight };
}

/** Consecutive checks with the same result. */
export type CheckRun = {
  first: MonitorCheck;
  last: MonitorCheck;
  count: number;
  least: number;
  most: number;
};

/** Oldest first. Good checks are equal by status, failed ones by sentence. */
export function runsOf(checks: readonly MonitorCheck[]): CheckRun[] {
  const runs: CheckRun[] = [];
  for (const check of checks) {
    const run = runs.at(-1);
    const { took_ms: took } = check;
    if (
      run?.last.good === check.good &&
      (check.good ? run.last.status === check.status : run.last.sentence === check.sentence)
    ) {
      Object.assign(run, {
        last: check,
        count: run.count + 1,
        least: Math.min(run.least, took),
        most: Math.max(run.most, took),
      });
    } else runs.push({ first: check, last: check, count: 1, least: took, most: took });
  }
  return runs;
}

/** The result of the run, with the range of durations for several good checks. */
export function sentenceOf({ last, count, least, most }: CheckRun): string {
  if (!last.good || count === 1 || last.status === null) return last.sentence;
  return `${codeInWords(last.status)} after ${tookMs(least)} to ${tookMs(most)}.`;
}
