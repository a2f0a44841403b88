// How two reports, or two requests, differ, in words and as text.
import type { Comparison, Difference } from "../bindings";
import { t } from "../words/t";

/** Two reports or requests, by their numbers. */
export type Pair = { what: "report" | "request"; first: number; second: number };

/** "From report 3 to 7: 2 differences. The headers are equal." */
export function comparisonSummary({ what, first, second }: Pair, result: Comparison): string {
  const count = result.headers.length;
  const args = {
    first: String(first),
    second: String(second),
    bodies: bodies(result),
    headers: count === 0 ? t("compare-headers-equal") : t("compare-headers-differ", { count }),
  };
  return what === "report" ? t("compare-summary-report", args) : t("compare-summary-request", args);
}

function bodies({ equal, by, differences, more }: Comparison): string {
  if (equal) return t("compare-bodies-equal");
  if (by === "bytes") return t("compare-bodies-bytes");
  const count = differences.length;
  if (count === 0) return t("compare-bodies-written");
  if (by === "lines")
    return more ? t("compare-bodies-lines-more", { count }) : t("compare-bodies-lines", { count });
  return more ? t("compare-bodies-more", { count }) : t("compare-bodies", { count });
}

export type DifferenceKind = { sign: string; words: "Added" | "Removed" | "Changed" };

export function kindOf({ from, to }: Difference): DifferenceKind {
  if (from === null) return { sign: "+", words: "Added" };
  return to === null ? { sign: "−", words: "Removed" } : { sign: "~", words: "Changed" };
}

/** Where a difference of the bodies is. */
export function placeOf({ path }: Difference, { by }: Pick<Comparison, "by">): string {
  if (by === "lines") return t("compare-name-line", { line: path });
  return path || t("compare-name-body");
}

export type Parts = { before: string; changed: string; after: string };

/** Both values, each with the part in which they differ. Whole characters are kept together. */
export function changedParts(from: string, to: string): [Parts, Parts] {
  const [old, now] = [[...from], [...to]];
  const least = Math.min(old.length, now.length);
  let begin = 0;
  while (begin < least && old[begin] === now[begin]) begin += 1;
  let end = 0;
  while (end < least - begin && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const parts = (all: string[]): Parts => ({
    before: all.slice(0, begin).join(""),
    changed: all.slice(begin, all.length - end).join(""),
    after: all.slice(all.length - end).join(""),
  });
  return [parts(old), parts(now)];
}

/** To copy: what differs, line by line, with - for the first and + for the second. */
export function comparisonText(pair: Pair, result: Comparison): string {
  const { what, first, second } = pair;
  const lines = (where: string, { from, to }: Difference): string[] => [
    `@@ ${where} @@`,
    ...((from ?? null) === null ? [] : prefixed("-", from ?? "")),
    ...((to ?? null) === null ? [] : prefixed("+", to ?? "")),
  ];
  return [
    `--- ${nameOf(what, first)}`,
    `+++ ${nameOf(what, second)}`,
    ...result.headers.flatMap((one) => lines(t("compare-name-header", { name: one.path }), one)),
    ...result.differences.flatMap((one) => lines(placeOf(one, result), one)),
    comparisonSummary(pair, result),
    "",
  ].join("\n");
}

const prefixed = (sign: string, value: string): string[] => value.split("\n").map((line) => `${sign}${line}`);

const nameOf = (what: Pair["what"], id: number): string =>
  what === "report"
    ? t("compare-name-report", { id: String(id) })
    : t("compare-name-request", { id: String(id) });
