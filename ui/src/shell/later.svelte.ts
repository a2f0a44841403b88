// The pages that the first rows do without. Each comes in a file of its own: when it is opened, or all of them once the
// window has begun.
import type { Component } from "svelte";
import type { View } from "../session/route";

/** A component that is loaded once. */
class Later<Props extends Record<string, unknown>> {
  component = $state.raw<Component<Props> | null>(null);
  private loading: Promise<void> | null = null;

  constructor(private readonly source: () => Promise<{ default: Component<Props> }>) {}

  load(): Promise<void> {
    this.loading ??= this.source().then((module) => {
      this.component = module.default;
    });
    return this.loading;
  }
}

export const LATER = {
  endpoint: new Later(() => import("../endpoint/EndpointPage.svelte")),
  monitors: new Later(() => import("../monitors/MonitorPage.svelte")),
  requests: new Later(() => import("../requests/RequestsPage.svelte")),
  plots: new Later(() => import("../plots/PlotPage.svelte")),
  week: new Later(() => import("../week/WeekPage.svelte")),
  tunnel: new Later(() => import("../access/TunnelPage.svelte")),
  settings: new Later(() => import("../settings/SettingsPage.svelte")),
  help: new Later(() => import("../help/HelpPage.svelte")),
  setup: new Later(() => import("../access/FirstRun.svelte")),
} satisfies Partial<Record<View, unknown>>;

/** Loads the page of this view, if it is one of these. */
export function loadFor(view: View): void {
  if (view in LATER) void LATER[view as keyof typeof LATER].load();
}

export async function loadAll(): Promise<void> {
  await Promise.all(Object.values(LATER).map((page) => page.load()));
}
