// The in-memory plots, settings and exports. Long histories are sampled. Exports only take time and write nothing.
import type { Answers } from "./backend";
import { KEY, MemorySettings } from "./settings";
import type { ExportProgress, Plot, PlotSeries, PlotStep, Problem, Theme } from "../bindings";

/** One report, as far as a plot needs it. */
export type Mark = { at: number; endpoint: string; label: string };

export type PagesHost = {
  newestId: () => number;
  mark: (id: number) => Mark | null;
  /** The number of reports that the query finds. */
  count: (query: string) => number;
  exporting: (progress: ExportProgress) => void;
  changed: (what: { theme?: Theme; receiver_url?: string }) => void;
  settingsProblem: () => Problem | null;
  /** The tunnel's URL, if one is up. */
  publicUrl: () => string | null;
  /** Called when a setting of the tunnel changed. */
  tunnelSet: () => void;
};

type Pages = Pick<
  Answers,
  "plot" | "settings" | "set_setting" | "replace_key" | "start_export" | "cancel_export"
>;

const MINUTE = 60_000;
const LENGTHS: Readonly<Record<PlotStep, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: 24 * 60 * MINUTE,
};
const MOST_STEPS = 1_500;
const MOST_SERIES = 8;
const SAMPLES = 20_000;
const BEATS = 12;

/** `beat` is the duration of a twelfth of an export. */
export function pagesOf(host: PagesHost, beat = 150): { answers: Pages; value: (setting: string) => string } {
  const settings = new MemorySettings();
  const view = () => ({ ...settings.view(), problem: host.settingsProblem() });
  const answers: Pages = {
    plot: (asked) => plotOf(host, asked),
    settings: view,
    set_setting: ({ name, value }) => {
      settings.set(name, value);
      host.changed(name === "window.theme" ? { theme: settings.value(name) as Theme } : {});
      if (name === "tunnel.kind") host.tunnelSet();
      return view();
    },
    replace_key: () => {
      settings.replaceKey();
      host.changed({
        receiver_url: `${host.publicUrl() ?? `http://${settings.value("receiver.listen")}`}/error/${settings.value(KEY)}`,
      });
      return view();
    },
    ...exportsOf(host, beat),
  };
  return { answers, value: (name) => settings.value(name) };
}

function exportsOf(host: PagesHost, beat: number): Pick<Pages, "start_export" | "cancel_export"> {
  let running: ExportProgress | null = null;
  const announce = (progress: ExportProgress): void => {
    running = progress.state === "running" ? progress : null;
    host.exporting(progress);
  };
  const step = (beats: number): void => {
    setTimeout(() => {
      if (!running) return;
      const written = Math.round((running.total * beats) / BEATS);
      const state = beats === BEATS ? "done" : "running";
      announce({ ...running, written, state });
      if (state === "running") step(beats + 1);
    }, beat);
  };
  return {
    start_export: ({ query, format }) => {
      if (running) {
        const meaning = "One export runs at a time.";
        throw Object.assign(new Error("An export is running already."), {
          what: "An export is running already.", meaning, remedy: "Wait for it, or cancel it.",
        }); // prettier-ignore
      }
      const path = `/home/amal/Downloads/missedhook-${new Date().toISOString().slice(0, 10)}.${format}`;
      running = { path, written: 0, total: host.count(query), state: "running", problem: null };
      step(1);
      return running;
    },
    cancel_export: () => {
      if (running) announce({ ...running, state: "cancelled" });
      return null;
    },
  };
}

/** The sampled reports in the range, each with how many it represents. */
function marksIn(host: PagesHost, from: number, to: number): (Mark & { count: number })[] {
  const found: (Mark & { count: number })[] = [];
  const newest = host.newestId();
  let count = Math.max(1, Math.ceil(newest / SAMPLES));
  // The generated history is periodic: a stride that divides it would hit only one endpoint.
  while (count > 1 && (count % 2 === 0 || count % 5 === 0)) count += 1;
  for (let id = newest; id >= 1; id -= count) {
    const mark = host.mark(id);
    if (mark && mark.at >= from && mark.at < to) found.push({ ...mark, count });
  }
  return found;
}

/** The start of the step in local time. */
function floorTo(at: number, step: PlotStep): number {
  const date = new Date(at);
  if (step === "day") date.setHours(0, 0, 0, 0);
  else if (step === "hour") date.setMinutes(0, 0, 0);
  else date.setSeconds(0, 0);
  return date.getTime();
}

function plotOf(host: PagesHost, asked: Parameters<Pages["plot"]>[0]): Plot {
  const to = asked.to === null ? Date.now() : Date.parse(asked.to);
  const marks = marksIn(host, asked.from === null ? 0 : Date.parse(asked.from), to).filter(
    (mark) => asked.endpoint === null || mark.endpoint === asked.endpoint,
  );
  const first = marks.reduce((least, mark) => Math.min(least, mark.at), to);
  const from = asked.from === null ? first : Date.parse(asked.from);
  const step = stepFor(to - from, asked.step);
  const starts: number[] = [];
  for (let at = floorTo(from, step); at < to; at = floorTo(at + LENGTHS[step] * 1.1, step)) starts.push(at);
  const index = new Map(starts.map((at, i) => [at, i]));
  const all = new Map<string, PlotSeries>();
  for (const { at, endpoint, label, count } of marks) {
    const one = all.get(label) ?? { endpoint, label, counts: starts.map(() => 0), total: 0 };
    all.set(label, one);
    const i = index.get(floorTo(at, step));
    if (i !== undefined) one.counts[i] = (one.counts[i] ?? 0) + count;
    one.total += count;
  }
  const sorted = [...all.values()].sort((a, b) => b.total - a.total);
  return { step, starts: starts.map((at) => new Date(at).toISOString()), series: gathered(sorted) };
}

function stepFor(length: number, asked: PlotStep | null): PlotStep {
  const steps: PlotStep[] = ["minute", "hour", "day"];
  const most = asked === null ? 200 : MOST_STEPS;
  const from = asked === null ? 0 : steps.indexOf(asked);
  return steps.slice(from).find((step) => length / LENGTHS[step] <= most) ?? "day";
}

/** The busiest endpoints, and the rest as one. */
function gathered(sorted: PlotSeries[]): PlotSeries[] {
  const rest = sorted.slice(MOST_SERIES);
  const [first] = rest;
  if (!first) return sorted;
  const counts = first.counts.map((_, i) => rest.reduce((sum, one) => sum + (one.counts[i] ?? 0), 0));
  const total = rest.reduce((sum, one) => sum + one.total, 0);
  return [...sorted.slice(0, MOST_SERIES), { endpoint: "", label: "others", counts, total }];
}
