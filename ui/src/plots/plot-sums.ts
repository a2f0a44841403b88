// The arithmetic of the plots: stacking, the steps that a span covers, and which pattern each endpoint gets.
import { REST } from "../format/endpoints";
import { momentOf, wallClock } from "../format/wall-clock";
import type { Plot, PlotSeries, PlotStep } from "../bindings";

/** A time span in ms. `to` is exclusive. */
export type Span = { from: number; to: number };

/** The number of patterns for endpoints. The next one is for the rest. */
export const PATTERN_COUNT = 8;
const LENGTHS: Readonly<Record<PlotStep, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Identifies a series from one answer to the next. */
export function keyOf({ endpoint, label }: Pick<PlotSeries, "endpoint" | "label">): string {
  return endpoint === "" ? `:${label}` : endpoint;
}

export function isRest({ endpoint, label }: Pick<PlotSeries, "endpoint" | "label">): boolean {
  return endpoint === "" && label === REST;
}

/** An endpoint keeps its pattern while it is shown. A new one gets the first free pattern. */
export function assignPatterns(
  former: ReadonlyMap<string, number>,
  series: readonly PlotSeries[],
): Map<string, number> {
  const patterns = new Map<string, number>();
  for (const one of series) {
    const had = isRest(one) ? PATTERN_COUNT : former.get(keyOf(one));
    if (had !== undefined) patterns.set(keyOf(one), had);
  }
  const taken = new Set(patterns.values());
  for (const one of series) {
    if (patterns.has(keyOf(one))) continue;
    const free =
      [...Array(PATTERN_COUNT).keys()].find((pattern) => !taken.has(pattern)) ??
      patterns.size % PATTERN_COUNT;
    taken.add(free);
    patterns.set(keyOf(one), free);
  }
  return patterns;
}

/** Each series plus all before it: the tops of the stacked bars. */
export function stacked(series: readonly Pick<PlotSeries, "counts">[]): number[][] {
  const tops: number[][] = [];
  for (const { counts } of series) {
    const below = tops.at(-1);
    tops.push(counts.map((count, i) => count + (below?.[i] ?? 0)));
  }
  return tops;
}

/** The start of each step, and the end of the last one. */
export function edgesOf({ starts, step }: Pick<Plot, "starts" | "step">): number[] {
  const edges = starts.map((start) => Date.parse(start));
  const last = edges.at(-1);
  if (last !== undefined) edges.push(endOf(last, step));
  return edges;
}

/** A day may have 23 or 25 hours. */
function endOf(start: number, step: PlotStep): number {
  if (step !== "day") return start + LENGTHS[step];
  const { year, month, day } = wallClock(new Date(start));
  return momentOf(year, month, day + 1);
}

/** The steps that a span touches, or null if it lies outside. */
export function stepsIn(
  edges: readonly number[],
  { from, to }: Span,
): { first: number; last: number } | null {
  const count = edges.length - 1;
  let first = 0;
  while (first < count && (edges[first + 1] ?? Infinity) <= from) first++;
  let last = count - 1;
  while (last >= 0 && (edges[last] ?? -Infinity) >= to) last--;
  return first < count && last >= first ? { first, last } : null;
}

/** The span, widened to whole steps. */
export function snapped(edges: readonly number[], span: Span): Span | null {
  const steps = stepsIn(edges, span);
  const from = steps ? edges[steps.first] : undefined;
  const to = steps ? edges[steps.last + 1] : undefined;
  return from === undefined || to === undefined ? null : { from, to };
}

/** The bar that a key moves to, or null for other keys. */
export function barAfter(key: string, at: number | null, count: number): number | null {
  const to = {
    ArrowLeft: (at ?? count) - 1,
    ArrowRight: (at ?? -1) + 1,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined || count === 0 ? null : Math.min(Math.max(to, 0), count - 1);
}

/** The sum of these steps. */
export function sumIn(counts: readonly number[], steps: { first: number; last: number } | null): number {
  if (!steps) return 0;
  return counts.slice(steps.first, steps.last + 1).reduce((sum, count) => sum + count, 0);
}

/** The busiest step, the first if there are several. */
export function peakOf(counts: readonly number[]): { count: number; at: number } {
  let at = 0;
  counts.forEach((count, i) => {
    if (count > (counts[at] ?? 0)) at = i;
  });
  return { count: counts[at] ?? 0, at };
}

/** The steps with any reports, the latest first. */
export function busySteps(series: readonly Pick<PlotSeries, "counts">[]): { at: number; total: number }[] {
  const totals = stacked(series).at(-1) ?? [];
  return totals
    .map((total, at) => ({ at, total }))
    .filter(({ total }) => total > 0)
    .reverse();
}
