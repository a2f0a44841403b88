// How two reports, or two requests, differ, in words and as text.
import type { Comparison, Difference } from "../bindings";
import { counted } from "./counts";

/** "report" or "request", and its number. */
export type Pair = { what: string; first: number; second: number };

/** "From report 3 to 7: 2 differences. The headers are equal." */
export function comparisonSummary(pair: Pair, result: Comparison): string {
  const { what, first, second } = pair;
  const headers =
    result.headers.length === 0
      ? "The headers are equal."
      : `${counted(result.headers.length, "header")} ${result.headers.length === 1 ? "differs" : "differ"}.`;
  return `From ${what} ${first} to ${second}: ${bodies(result)} ${headers}`;
}

function bodies({ equal, by, differences, more }: Comparison): string {
  if (equal) return "the bodies are equal.";
  if (by === "bytes") return "the bodies differ. At least one is not text.";
  if (differences.length === 0) return "the same values, written differently.";
  const rest = more ? ", and more that are not listed" : "";
  return `${counted(differences.length, "difference")}${rest}${by === "lines" ? ", by lines" : ""}.`;
}

export type DifferenceKind = { sign: string; words: "Added" | "Removed" | "Changed" };

export function kindOf({ from, to }: Difference): DifferenceKind {
  if (from === null) return { sign: "+", words: "Added" };
  return to === null ? { sign: "−", words: "Removed" } : { sign: "~", words: "Changed" };
}

/** Where a difference of the bodies is. */
export function placeOf({ path }: Difference, { by }: Pick<Comparison, "by">): string {
  return by === "lines" ? `line ${path}` : path || "the whole body";
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
    `--- ${what} ${first}`,
    `+++ ${what} ${second}`,
    ...result.headers.flatMap((one) => lines(`header ${one.path}`, one)),
    ...result.differences.flatMap((one) => lines(placeOf(one, result), one)),
    comparisonSummary(pair, result),
    "",
  ].join("\n");
}

const prefixed = (sign: string, value: string): string[] => value.split("\n").map((line) => `${sign}${line}`);
