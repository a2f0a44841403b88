// What the first rows do without: other pages, what opens beside the list, and the dialogs. Each comes in a file of its
// own: when it is opened, or all of them once the window has begun.
import type { Component } from "svelte";
import type { Route, View } from "../session/route";

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

const PAGES = {
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

/** What a click or a key opens over the list, or beside it. */
const OPENED = {
  incident: new Later(() => import("../incident/IncidentDetail.svelte")),
  error: new Later(() => import("../report/ReportDetail.svelte")),
  group: new Later(() => import("../list/GroupPanel.svelte")),
  palette: new Later(() => import("./PaletteDialog.svelte")),
  keys: new Later(() => import("./KeysDialog.svelte")),
};

export const LATER = { ...PAGES, ...OPENED };

/** Loads what this route shows, if that is one of these. */
export async function loadFor({ view, incident, error }: Route): Promise<void> {
  await Promise.all([
    view in PAGES ? PAGES[view as keyof typeof PAGES].load() : null,
    incident === null ? null : OPENED.incident.load(),
    error === null ? null : OPENED.error.load(),
  ]);
}

/** Loads what the next click may open. */
export async function loadOpened(): Promise<void> {
  await Promise.all(Object.values(OPENED).map((one) => one.load()));
}

export async function loadAll(): Promise<void> {
  await loadOpened();
  await Promise.all(Object.values(PAGES).map((page) => page.load()));
}
