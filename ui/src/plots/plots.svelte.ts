// The state of the plots page: the range, its data, the hidden endpoints and the brushed span. An answer to an
// earlier range is never shown.
import { SvelteSet } from "svelte/reactivity";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Plot, PlotSeries, PlotStep, Problem } from "../bindings";
import { endpointQuery } from "../format/endpoints";
import { spanQuery } from "../format/plot-times";
import { throttle } from "../parts/throttle";
import { edgesOf, isRest, keyOf, assignPatterns, snapped, stepsIn, sumIn, type Span } from "./plot-sums";

const EVERY = 1_000;
const HOUR = 3_600_000;

/** `words` and `none` are ids: its name, and what is said where it has no reports. */
export const RANGES = [
  { id: "1h", words: "range-hour", none: "range-hour-none", length: HOUR, query: "since:1h" },
  { id: "24h", words: "range-day", none: "range-day-none", length: 24 * HOUR, query: "since:24h" },
  { id: "7d", words: "range-week", none: "range-week-none", length: 168 * HOUR, query: "since:7d" },
  { id: "30d", words: "range-month", none: "range-month-none", length: 720 * HOUR, query: "since:30d" },
  { id: "all", words: "range-all", none: "range-all-none", length: null, query: "" },
] as const;
export type RangeId = (typeof RANGES)[number]["id"];

/** A range that moves with the clock, or a fixed span. An open end is the first report, or now. */
export type Range = RangeId | { from: number | null; to: number | null };

export class Plots {
  range = $state.raw<Range>("24h");
  /** The chosen bar length. Null: whatever fits the range. */
  step = $state<PlotStep | null>(null);
  plot = $state.raw<Plot | null>(null);
  failed = $state.raw<Problem | null>(null);
  brush = $state.raw<Span | null>(null);
  readonly hidden = new SvelteSet<string>();
  patterns = $state.raw<ReadonlyMap<string, number>>(new Map());
  private former = $state.raw<readonly Range[]>([]);
  private asked = 0;
  readonly changed = throttle(EVERY, () => this.fetch());

  constructor(private readonly backend: Backend) {}

  readonly edges = $derived(this.plot ? edgesOf(this.plot) : []);
  readonly series = $derived<readonly PlotSeries[]>(this.plot?.series ?? []);
  readonly visible = $derived(this.series.filter((one) => !this.hidden.has(keyOf(one))));
  /** The brushed steps, or null. */
  readonly brushed = $derived(this.brush ? stepsIn(this.edges, this.brush) : null);
  /** The whole range. */
  readonly whole = $derived.by<Span | null>(() => {
    const [from, to] = [this.edges[0], this.edges.at(-1)];
    return from === undefined || to === undefined ? null : { from, to };
  });
  /** The number of reports behind "Show these reports". */
  readonly count = $derived(
    (this.only ? [this.only] : this.series).reduce(
      (sum, one) => sum + (this.brush ? sumIn(one.counts, this.brushed) : one.total),
      0,
    ),
  );

  /** The only visible endpoint, if the others are hidden and a query can name it. */
  get only(): PlotSeries | null {
    const [one, ...more] = this.visible;
    return one && more.length === 0 && this.series.length > 1 && !isRest(one) ? one : null;
  }

  /** The query for the reports in the brushed span, or in the whole range. */
  get query(): string {
    const time = this.brush
      ? spanQuery(this.brush)
      : typeof this.range === "string"
        ? (RANGES.find((one) => one.id === this.range)?.query ?? "")
        : spanQuery(this.range);
    return [time, this.only ? endpointQuery(this.only.endpoint) : ""].filter(Boolean).join(" ");
  }

  get canZoomOut(): boolean {
    return this.former.length > 0;
  }

  async show(range: Range): Promise<void> {
    this.former = [];
    await this.go(range);
  }

  /** Zooms to the brushed span. */
  async zoomIn(): Promise<void> {
    if (!this.brush) return;
    this.former = [...this.former, this.range];
    await this.go(this.brush);
  }

  async zoomOut(): Promise<void> {
    const back = this.former.at(-1);
    if (back === undefined) return;
    this.former = this.former.slice(0, -1);
    await this.go(back);
  }

  private async go(range: Range): Promise<void> {
    this.range = range;
    this.brush = null;
    await this.fetch();
  }

  async byStep(step: PlotStep | null): Promise<void> {
    this.step = step;
    await this.fetch();
  }

  /** Sets the brush, widened to whole steps. Null removes it. */
  take(span: Span | null): void {
    this.brush = span && snapped(this.edges, span);
  }

  toggle(key: string): void {
    if (!this.hidden.delete(key)) this.hidden.add(key);
  }

  /** Shows only this one, or all again. */
  solo(key: string): void {
    const alone = this.visible.length === 1 && this.visible.every((one) => keyOf(one) === key);
    this.hidden.clear();
    if (alone) return;
    for (const one of this.series) if (keyOf(one) !== key) this.hidden.add(keyOf(one));
  }

  async fetch(): Promise<void> {
    const asked = ++this.asked;
    const { range, step } = this;
    try {
      const plot = await this.backend.call("plot", { ...boundsOf(range), step, endpoint: null });
      if (asked !== this.asked) return;
      this.patterns = assignPatterns(this.patterns, plot.series);
      this.plot = plot;
      this.failed = null;
    } catch (reason) {
      if (asked === this.asked) this.failed = asProblem("plot", reason);
    }
  }
}

function boundsOf(range: Range): { from: string | null; to: string | null } {
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  if (typeof range !== "string") return { from: iso(range.from), to: iso(range.to) };
  const length = RANGES.find((one) => one.id === range)?.length ?? null;
  return { from: iso(length === null ? null : Date.now() - length), to: null };
}
