// The latency chart: uPlot with two lines, and a mark below each hour in which checks failed.
import uPlot from "uplot";
import type { MonitorHour } from "../bindings";
import { tookMs } from "../format/durations";
import { timeStyle } from "../format/time-style.svelte";
import { tickWords } from "../format/plot-times";

export type LatencyChart = {
  draw: (hours: readonly MonitorHour[]) => void;
  resize: (width: number, height: number) => void;
  destroy: () => void;
};

const HOUR = 3_600;
const MARK = 4;

function dataOf(hours: readonly MonitorHour[]): uPlot.AlignedData {
  return [
    hours.map((hour) => Date.parse(hour.at) / 1000),
    hours.map((hour) => hour.p95_ms),
    hours.map((hour) => hour.p50_ms),
  ];
}

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axes(): uPlot.Axis[] {
  const common = { stroke: token("--ink-soft"), font: `12px ${token("--sans")}`, ticks: { show: false } };
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
      size: 60,
      space: 24,
      grid: { stroke: token("--line"), width: 1 },
      values: (_, splits) => splits.map((ms) => (ms === 0 ? "0" : tookMs(ms))),
    },
  ];
}

/** Marks each hour in which checks failed on the axis. */
function markFailures(u: uPlot, hours: readonly MonitorHour[]): void {
  const { ctx, bbox } = u;
  const tall = MARK * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = token("--bad");
  for (const hour of hours) {
    if (hour.good === hour.checks) continue;
    const at = Date.parse(hour.at) / 1000;
    const left = u.valToPos(at, "x", true);
    const wide = Math.max(2 * devicePixelRatio, u.valToPos(at + HOUR, "x", true) - left);
    ctx.fillRect(left, bbox.top + bbox.height - tall, wide, tall);
  }
  ctx.restore();
}

export function latencyIn(
  target: HTMLElement,
  first: readonly MonitorHour[],
  size: [number, number],
  onhover: (at: number | null) => void,
): LatencyChart {
  let hours = first;
  const u = new uPlot(
    {
      width: size[0],
      height: size[1],
      legend: { show: false },
      // Where ticks and days begin.
      ...(timeStyle().utc && { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC") }),
      scales: {
        x: { range: (_, first, last) => [first, last + HOUR] },
        y: { range: (_, __, most) => [0, Math.max(10, (most || 0) * 1.08)] },
      },
      series: [
        {},
        { stroke: token("--plot-1"), width: 1.5, dash: [4, 3], points: { show: false } },
        { stroke: token("--plot-0"), width: 1.5, points: { show: false } },
      ],
      axes: axes(),
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      hooks: {
        draw: [
          (drawn) => {
            markFailures(drawn, hours);
          },
        ],
        setCursor: [
          ({ cursor: { left, idx } }) => {
            onhover(left === undefined || left < 0 ? null : (idx ?? null));
          },
        ],
      },
    },
    dataOf(first),
    target,
  );
  return {
    draw: (next) => {
      hours = next;
      u.setData(dataOf(next));
    },
    resize: (width, height) => {
      u.setSize({ width, height });
    },
    destroy: () => {
      u.destroy();
    },
  };
}
