// What the command palette offers: pages, actions, endpoints and settings in one list. Endpoints and settings are
// asked for when it opens; without an answer it offers the rest.
import { t } from "../words/t";
import type { EndpointRow, Setting } from "../bindings";
import { nameOf } from "../format/endpoints";
import { isMuted } from "../format/incidents";
import { isGroup } from "../list/incident-rows";
import { holdsIncidents } from "../session/route";
import { titleOf } from "../settings/sections";
import { settingWords } from "../settings/setting-words";
import { isTunnelSetting } from "../settings/tunnel-settings";
import { fit } from "./fuzzy";
import { KEYS, type Action } from "./keys";
import { viewItems } from "./view-items";
import type { Pages } from "./pages.svelte";

export type PaletteKind = "Selected" | "Page" | "Action" | "Endpoint" | "Setting" | "Incident" | "Search";
export type PaletteEntry = {
  id: string;
  kind: PaletteKind;
  words: string;
  /** What it applies to, or where it is. */
  hint?: string;
  key?: string;
  act: () => void;
};

/** The maximum number of entries that are read. */
const SHOWN = 40;

const MOVES: readonly Action[] = [
  "next", "previous", "reach-next", "reach-previous", "open", "back", "top", "select", "palette", "menu",
  "expand", "collapse", "history-back",
]; // prettier-ignore
const OF_SELECTED: readonly Action[] = [
  "acknowledge", "acknowledge-until-change", "resolve", "reopen", "mute", "unmute", "probe", "watch", "copy", "copy-link",
  "compare", "compare-before",
]; // prettier-ignore

/** A name counts more than its location; the target of an action does not count. */
function scoreOf(typed: string, { words, hint, kind }: PaletteEntry): number | null {
  const named = fit(typed, words);
  if (named !== null || kind === "Selected") return named;
  const score = fit(typed, `${words} ${hint ?? ""}`);
  return score === null ? null : score / 2;
}

export class Palette {
  text = $state("");
  active = $state(0);
  private endpoints = $state.raw<readonly EndpointRow[]>([]);
  private settings = $state.raw<readonly Setting[]>([]);

  constructor(
    private readonly pages: Pages,
    private readonly acts: Record<Action, () => void>,
  ) {}

  async open(): Promise<void> {
    const { backend } = this.pages.session;
    const [endpoints, settings] = await Promise.all([
      backend.call("endpoints", { query: "" }).catch(() => []),
      backend.call("settings", {}).catch(() => null),
    ]);
    this.endpoints = endpoints;
    this.settings = (settings?.settings ?? []).filter((one) => !isTunnelSetting(one));
  }

  private get viewEntries(): PaletteEntry[] {
    return viewItems(this.pages.session).map(({ words, act }) => ({ id: words, kind: "Action", words, act }));
  }

  private get commands(): PaletteEntry[] {
    const { target } = this;
    const ofKeys: PaletteEntry[] = KEYS.flatMap(({ lines }) => lines)
      .filter(
        ({ action }) => !MOVES.includes(action) && (!OF_SELECTED.includes(action) || this.applies(action)),
      )
      .map(({ action, keys, words }) => ({
        id: action,
        kind: action.startsWith("go-") ? "Page" : OF_SELECTED.includes(action) ? "Selected" : "Action",
        words,
        hint: OF_SELECTED.includes(action) ? (target ?? "") : "",
        key: keys.at(-1) ?? "",
        act: this.acts[action],
      }));
    return [...ofKeys, ...this.viewEntries];
  }

  /** Whether the mute menu has a place: not in a view that has none, nor behind a report. */
  private get showsMute(): boolean {
    const { list, session } = this.pages;
    return list.canMute && (session.router.route.error === null || list.actions.selected.size > 0);
  }

  /** For a single incident, its state determines the actions. */
  private applies(action: Action): boolean {
    const { list, session } = this.pages;
    if (this.target === null) return false;
    const { error, view } = session.router.route;
    if (error !== null && !holdsIncidents(view))
      return ["copy", "copy-link", "compare", "compare-before"].includes(action);
    if (action === "compare" || action === "compare-before") return error !== null;
    if (action === "mute" && !this.showsMute) return false;
    const [only, ...more] = list.actions.targets;
    const incident = list.incidents.shown.find(({ row }) => row.id === only)?.row;
    if (more.length > 0 || !incident || isGroup(incident)) return true;
    const resolved = incident.state === "resolved";
    const fits: Partial<Record<Action, boolean>> = {
      acknowledge: incident.state === "open",
      "acknowledge-until-change": incident.state === "open",
      resolve: !resolved,
      reopen: incident.state !== "open",
      mute: !resolved && incident.last_source !== "test",
      unmute: isMuted(incident, session.clock.now),
    };
    return fits[action] ?? true;
  }

  /** The target of an action on the selection. */
  get target(): string | null {
    const { list, session } = this.pages;
    const { view, error } = session.router.route;
    if (error !== null && !holdsIncidents(view)) return t("pane-error", { id: String(error) });
    const { targets } = list.actions;
    if (targets.length > 1) return t("count-incidents", { count: targets.length });
    const [only] = targets;
    if (only === undefined) return null;
    const row = list.incidents.shown.find((shown) => shown.row.id === only)?.row;
    return row && !isGroup(row) ? nameOf(row) : t("pane-incident", { id: String(only) });
  }

  private get named(): PaletteEntry[] {
    const endpoints = this.endpoints.map<PaletteEntry>((row) => ({
      id: `endpoint-${row.latest.id}`,
      kind: "Endpoint",
      words: nameOf(row.latest),
      hint: row.latest.host ?? "",
      act: () => {
        this.pages.openEndpoint(row.endpoint);
      },
    }));
    const settings = this.settings.map<PaletteEntry>((setting) => ({
      id: `setting-${setting.name}`,
      kind: "Setting",
      words: settingWords(setting).title,
      hint: titleOf(setting),
      act: () => {
        this.pages.openSetting(setting);
      },
    }));
    return [...endpoints, ...settings];
  }

  /** The best match first. Without a search text: the actions on the selection, the pages and the general actions. */
  get entries(): PaletteEntry[] {
    const typed = this.text.trim();
    if (typed === "") {
      const order: PaletteKind[] = ["Selected", "Page", "Action"];
      return this.commands.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    }
    const found = [...this.commands, ...this.named]
      .map((entry) => ({ entry, score: scoreOf(typed, entry) }))
      .filter((one): one is { entry: PaletteEntry; score: number } => one.score !== null)
      .sort((a, b) => b.score - a.score)
      .slice(0, SHOWN)
      .map(({ entry }) => entry);
    return [...this.incident(typed), ...found, this.search(typed)];
  }

  private incident(typed: string): PaletteEntry[] {
    const id = /^#?(\d{1,15})$/.exec(typed)?.[1];
    if (id === undefined) return [];
    const act = (): void => {
      this.pages.session.router.go(`#/incident/${id}`);
    };
    return [{ id: "incident", kind: "Incident", words: t("pane-incident", { id }), act }];
  }

  private search(typed: string): PaletteEntry {
    const act = (): void => {
      this.pages.session.router.view("errors");
      this.pages.session.router.change({ query: typed }, "instead");
    };
    return { id: "search", kind: "Search", words: t("palette-search", { text: typed }), act };
  }

  typed(text: string): void {
    this.text = text;
    this.active = 0;
  }

  move(to: number): void {
    const count = this.entries.length;
    this.active = (to + count) % count;
  }
}
