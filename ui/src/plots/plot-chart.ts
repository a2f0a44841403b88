// The chart itself: uPlot. Knows how to draw bars and report a brushed span, and nothing of their meaning.
import uPlot from "uplot";
import type { Span } from "./plot-sums";
import { grouped } from "../format/counts";
import { timeStyle } from "../format/time-style.svelte";
import { tickWords } from "../format/plot-times";
import { filled } from "./patterns";

/** The tops of the stacked bars, lowest first. The edges are in ms, one more than there are bars. */
export type Bars = {
  edges: readonly number[];
  tops: readonly (readonly number[])[];
  patterns: readonly number[];
};

export type ChartEvents = {
  onbrush: (span: Span | null) => void;
  /** The bar under the pointer. */
  onhover: (at: number | null) => void;
};

export type Chart = {
  draw: (bars: Bars) => void;
  select: (span: Span | null) => void;
  /** Moves the pointer line to this bar. */
  point: (at: number | null) => void;
  resize: (width: number, height: number) => void;
  destroy: () => void;
};

/** The space left of the plot. Half of the first time label reaches into it. */
const GUTTER = 44;
const INCREMENTS = [1, 2, 5]
  .flatMap((n) => Array.from({ length: 9 }, (_, i) => n * 10 ** i))
  .sort((a, b) => a - b);

function dataOf({ edges, tops }: Bars): uPlot.AlignedData {
  const xs = edges.slice(0, -1).map((ms) => ms / 1000);
  // The highest is drawn first, and lower ones over it.
  return [xs, ...tops.map((top) => [...top]).reverse()] as uPlot.AlignedData;
}

function rangeOf({ edges }: Bars): [number, number] {
  return [(edges[0] ?? 0) / 1000, (edges.at(-1) ?? 1) / 1000];
}

function seriesOf({ patterns }: Bars): uPlot.Series[] {
  const bars = uPlot.paths.bars?.({ size: [0.86, 48, 1], align: 1 });
  const drawn = patterns.toReversed().map((pattern): uPlot.Series => ({
    ...(bars ? { paths: bars } : {}),
    width: 0,
    points: { show: false },
    fill: (u) => filled(pattern, u.ctx, devicePixelRatio) as CanvasRenderingContext2D["fillStyle"],
  }));
  return [{}, ...drawn];
}

function axes(): uPlot.Axis[] {
  const token = (name: string): string =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const common = {
    stroke: token("--ink-soft"),
    font: `12px ${token("--sans")}`,
    ticks: { show: false },
  };
  return [
    {
      ...common,
      size: 28,
      space: 88,
      grid: { show: false },
      border: { show: true, stroke: token("--line-strong"), width: 1 },
      values: (_, splits, __, ___, apart) => tickWords(splits, apart, new Date()),
    },
    {
      ...common,
      size: (_, values) =>
        Math.max(GUTTER, ...((values as string[] | null) ?? []).map((value) => value.length * 7 + 16)),
      space: 40,
      incrs: INCREMENTS,
      grid: { stroke: token("--line"), width: 1 },
      values: (_, splits) => splits.map((value) => grouped(value)),
    },
  ];
}

export function chartIn(target: HTMLElement, first: Bars, size: [number, number], on: ChartEvents): Chart {
  let bars = first;
  const at = (x: number): number => u.posToVal(x, "x") * 1000;
  const u = new uPlot(
    {
      width: size[0],
      height: size[1],
      legend: { show: false },
      // Where ticks and days begin.
      ...(timeStyle().utc && { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC") }),
      scales: {
        x: { range: () => rangeOf(bars) },
        y: { range: (_, __, most) => [0, Math.max(4, (most || 0) * 1.08)] },
      },
      series: seriesOf(first),
      axes: axes(),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      hooks: {
        setSelect: [
          ({ select: { left, width } }) => {
            if (width > 0) on.onbrush({ from: at(left), to: at(left + width) });
          },
        ],
        setCursor: [
          ({ cursor: { left } }) => {
            on.onhover(left === undefined || left < 0 ? null : under(bars.edges, at(left)));
          },
        ],
      },
    },
    dataOf(first),
    target,
  );
  // A click without a drag selects the bar under it.
  u.over.addEventListener("click", () => {
    const { left } = u.cursor;
    if (u.select.width === 0 && left !== undefined && left >= 0)
      on.onbrush({ from: at(left), to: at(left) + 1 });
  });
  return {
    draw: (next) => {
      bars = next;
      u.setData(dataOf(next));
    },
    select: (span) => {
      const left = span ? u.valToPos(span.from / 1000, "x") : 0;
      const width = span ? Math.max(1, u.valToPos(span.to / 1000, "x") - left) : 0;
      u.setSelect({ left, top: 0, width, height: span ? u.over.clientHeight : 0 }, false);
    },
    point: (at) => {
      const [from, to] = at === null ? [] : [bars.edges[at], bars.edges[at + 1]];
      const left = from === undefined || to === undefined ? -10 : u.valToPos((from + to) / 2000, "x");
      u.setCursor({ left, top: left < 0 ? -10 : 0 });
    },
    resize: (width, height) => {
      u.setSize({ width, height });
    },
    destroy: () => {
      u.destroy();
    },
  };
}

function under(edges: readonly number[], ms: number): number | null {
  const at = edges.findLastIndex((edge) => edge <= ms);
  return at === -1 || at >= edges.length - 1 ? null : at;
}
