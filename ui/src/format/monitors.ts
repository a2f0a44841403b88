// How monitors are described: state, uptime, recent checks and certificate. `now` is passed in.
import type { IncidentState, Monitor, MonitorCheck, MonitorState } from "../bindings";
import { codeInWords } from "./codes";
import { t, wordsOf } from "../words/t";
import { grouped } from "./counts";
import { tookMs } from "./durations";
import { durationBetween, relativeTime, sinceTime, untilTime } from "./times";

export const MONITOR_WORDS: Readonly<Record<MonitorState, string>> = wordsOf({
  unknown: "monitor-state-unknown",
  up: "monitor-state-up",
  failing: "monitor-state-failing",
  down: "monitor-state-down",
  resting: "monitor-state-resting",
  offline: "monitor-state-offline",
});

/** The result of the latest check, or why there was none. */
export function latestSentence({ last, not_asked: why, wish }: Monitor): string {
  if (why) return t("monitor-not-checked", { why: why.sentence });
  return last?.sentence ?? (wish.on ? t("monitor-first-pending") : t("monitor-never-checked"));
}

/** "Incident 4 is acknowledged". */
export function incidentWords(id: number, state: IncidentState | null): string {
  const ids = {
    open: "monitor-incident-open",
    acknowledged: "monitor-incident-acknowledged",
    resolved: "monitor-incident-resolved",
  };
  return t(ids[state ?? "open"], { id: String(id) });
}

/** "99.98 %". Never "100 %" if a check failed. "—" without checks. */
export function uptimeWords(goodPer100k: number | null): string {
  if (goodPer100k === null) return "—";
  const hundredths = Math.floor(goodPer100k / 10);
  const digits = hundredths % 100 === 0 ? 0 : 2;
  return t("percent", { number: grouped(hundredths / 100, { minimumFractionDigits: digits }) });
}

/** "90 checks, 3 failed, last one 12 min ago." */
export function stripWords(strip: readonly MonitorCheck[], now: Date): string {
  if (strip.length === 0) return t("strip-none");
  const failed = strip.filter((check) => !check.good);
  const last = failed.at(-1);
  const count = strip.length;
  if (!last) return t("strip-none-failed", { count });
  return t("strip-failed", { count, failed: grouped(failed.length), ago: relativeTime(last.at, now) });
}

/** "since 09:31 (48 min)", or "" if unknown. */
export function monitorSince({ state, since }: Monitor, now: Date): string {
  if (since === null || state === "unknown") return "";
  return t("monitor-since", {
    time: sinceTime(since, now),
    duration: durationBetween(since, now.toISOString()),
  });
}

const DAY = 86_400_000;

export type CertificateWords = { words: string; weight: "soft" | "warn" | "bad" };

/** A warning from 14 days before, urgent from 3 days before. */
export function certificateWords(until: string, now: Date): CertificateWords {
  const left = Date.parse(until) - now.getTime();
  const days = Math.floor(Math.abs(left) / DAY);
  if (left <= 0) {
    const expired = days === 0 ? t("certificate-expired-today") : t("certificate-expired", { count: days });
    return { words: expired, weight: "bad" };
  }
  const words =
    days === 0
      ? t("certificate-expires-at", { time: untilTime(until, now) })
      : t("certificate-expires", { count: days });
  const weight = days < 3 ? "bad" : days < 14 ? "warn" : "soft";
  return { words, weight };
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
  return t("check-run", { code: codeInWords(last.status), least: tookMs(least), most: tookMs(most) });
}
