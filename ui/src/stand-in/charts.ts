// Takes the place of both charts in the tests, because jsdom draws nothing.
import type { MonitorHour } from "../bindings";
import type { Bars, Chart, ChartEvents } from "../plots/plot-chart";
import type { LatencyChart } from "../monitors/latency-chart";

/** What was drawn last. */
export const drawn = {
  on: null as ChartEvents | null,
  bars: null as Bars | null,
  hours: [] as readonly MonitorHour[],
};

export function chartIn(_: HTMLElement, bars: Bars, __: unknown, on: ChartEvents): Chart {
  Object.assign(drawn, { bars, on });
  return {
    draw: (next) => (drawn.bars = next),
    select: () => {},
    point: () => {},
    resize: () => {},
    destroy: () => {},
  };
}

export function latencyIn(_: HTMLElement, hours: readonly MonitorHour[]): LatencyChart {
  drawn.hours = hours;
  return { draw: (next) => (drawn.hours = next), resize: () => {}, destroy: () => {} };
}
