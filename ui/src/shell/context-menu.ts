// What the context menu offers for the thing under the pointer or the cursor: selected text, a value, a row, or what
// is open. Text fields keep the menu of the system.
import { t } from "../words/t";
import { tick } from "svelte";
import { arrowSign } from "../words/arrows";
import { spokenLanguage } from "../words/locale.svelte";
import type { DeliveryError, EndpointRow, Incident, IncidentAction, IncidentGroup } from "../bindings";
import { reportAsMarkdown } from "../format/as-markdown";
import { nameOf } from "../format/endpoints";
import { isMuted } from "../format/incidents";
import { linkTo } from "../format/links";
import { reportAsCurl } from "../format/report-as-curl";
import { reportAsJson } from "../format/report-as-json";
import { truncated } from "../format/untrusted-text";
import { isGroup } from "../list/incident-rows";
import { ALIKE } from "../list/incident-sort";
import { MUTE_CHOICES } from "../list/mutes";
import { notifyItems } from "../list/search-rules";
import type { ListName } from "../parts/list-navigation";
import type { MenuItem } from "../parts/MenuList.svelte";
import { routeHash } from "../session/route";
import { withFilter } from "./filters";
import { apart, copyItem } from "./menu-items";
import type { ContextMenu, Pages } from "./pages.svelte";
import { ofOpenRequest, ofRequestRow } from "./request-menu";

/** How much of a text the menu quotes, in characters. */
const QUOTED = 28;
/** Values that are copied as a whole. */
const VALUES = "code, time, dd, pre, td, h2, [data-testid=incident-facts]";

/** Null if there is nothing to offer. */
export function contextMenuOf(pages: Pages, target: Element): ContextMenu | null {
  const saved = target.closest<HTMLElement>("[data-testid=saved-search]");
  if (saved) return ofSavedSearch(pages, saved.getAttribute("href") ?? "");
  const row = target.closest<HTMLElement>("[data-list] [data-id]");
  const list = row?.closest<HTMLElement>("[data-list]")?.dataset["list"] as ListName | undefined;
  if (row && list) return ofRow(pages, list, Number(row.dataset["id"]));
  const text = textItems(pages, target);
  const open = target.closest("[data-testid=detail]") ? ofOpen(pages) : null;
  if (!open) return text.length > 0 ? { label: t("menu-text"), items: text } : null;
  return { label: open.label, items: text.length > 0 ? [...text, ...apart(open.items)] : open.items };
}

function textItems(pages: Pages, target: Element): MenuItem[] {
  const selected = getSelection()?.toString() ?? "";
  if (selected.trim() !== "") return [copyItem(pages, t("menu-copy-selected"), () => selected)];
  const value = target.closest<HTMLElement>(VALUES)?.innerText?.trim() ?? "";
  const label = value.includes("\n")
    ? t("menu-copy-this")
    : t("menu-copy-quoted", { text: truncated(value, QUOTED) });
  return value === "" ? [] : [copyItem(pages, label, () => value)];
}

function ofRow(pages: Pages, list: ListName, id: number): ContextMenu | null {
  if (list === "incidents") {
    const shown = pages.list.incidents.shown.find(({ row }) => row.id === id)?.row;
    return shown ? (isGroup(shown) ? ofGroup(pages, shown) : ofIncidentRow(pages, shown)) : null;
  }
  if (list === "endpoints") {
    const endpoint = pages.list.endpoints.rows.find((one) => one.latest.id === id);
    return endpoint ? ofEndpoint(pages, endpoint) : null;
  }
  if (list === "monitors") return ofMonitor(pages, id);
  if (list === "requests") return ofRequestRow(pages, id);
  return ofReportRow(pages, list, id);
}

/** The row of several that say the same stands for the newest of them. */
function ofReportRow(pages: Pages, list: "errors" | "reports", id: number): ContextMenu | null {
  const reports = list === "errors" ? pages.list.reports : pages.incident.reports;
  const at = reports.indexOf(id);
  const shown = at === -1 ? null : reports.at(at);
  if (!shown) return null;
  pages.navigation.reveal(list, id);
  const report = "run" in shown ? shown.run.newest : shown.report;
  const act = (): void => {
    pages.navigation.open(list, report.id);
  };
  const items: MenuItem[] = [{ words: t("menu-open"), key: "Enter", act }];
  if ("run" in shown) {
    const { open, count } = shown.run;
    const words = open ? t("close") : t("report-show-all", { number: count });
    items[0] = { words: t("menu-open-newest"), act };
    items.unshift({ words, key: arrowSign(open ? "back" : "on"), act: () => void reports.toggle(id) });
  }
  const label = t("pane-error", { id: String(report.id) });
  return { label, items: [...items, ...apart(reportItems(pages, report))] };
}

function ofSavedSearch(pages: Pages, hash: string): ContextMenu | null {
  const { saved } = pages.list;
  const search = saved.all.find((one) => routeHash(one) === hash);
  if (!search) return null;
  const remove = {
    words: t("search-remove"),
    act: () => {
      saved.remove(search);
    },
  };
  return { label: search.query, items: [...notifyItems(pages.session, search.query), ...apart([remove])] };
}

function ofOpen(pages: Pages): ContextMenu | null {
  const { error, request } = pages.session.router.route;
  if (request !== null) return ofOpenRequest(pages, request);
  const report = pages.report.detail;
  if (error !== null) {
    return report?.error.id === error
      ? { label: t("pane-error", { id: String(error) }), items: reportItems(pages, report.error) }
      : null;
  }
  const { detail } = pages.incident.open;
  return detail
    ? { label: nameOf(detail.incident), items: incidentItems(pages, detail.incident, false) }
    : null;
}

/** A selected row stands for the whole selection. Any other row becomes the current one. */
function ofIncidentRow(pages: Pages, incident: Incident): ContextMenu {
  const { list, navigation, session } = pages;
  const { selected } = list.actions;
  if (selected.size > 1 && selected.has(incident.id)) {
    const label = t("count-incidents", { count: selected.size });
    const items = stateItems(pages, incident, selected.size);
    return { label, items: [...items, alikeItem(pages)] };
  }
  list.actions.clear();
  const beside = session.layout.mode === "side-by-side" || session.router.route.incident !== null;
  if (beside) navigation.open("incidents", incident.id);
  else list.incidents.position.cursor = incident.id;
  return { label: nameOf(incident), items: incidentItems(pages, incident, !beside, [alikeItem(pages)]) };
}

/** The similarity criteria, as a menu that replaces the first. */
function alikeItem(pages: Pages): MenuItem {
  const items = ALIKE.map(({ by, words }) => ({ words, act: () => void pages.list.selectAlike(by) }));
  const show = (): void => {
    pages.showMenu({ label: t("alike"), items });
  };
  return { words: t("menu-alike"), key: "l", act: show };
}

/** A group stands for all of its incidents. */
function ofGroup(pages: Pages, group: IncidentGroup): ContextMenu {
  const { list, navigation } = pages;
  list.actions.clear();
  navigation.reveal("incidents", group.id);
  const open = list.incidents.isOpen(group.id) === true;
  const toggle = {
    words: open ? t("menu-group-close") : t("menu-group-open"),
    key: arrowSign(open ? "back" : "on"),
    act: () => {
      if (open) list.collapse();
      else void list.expand();
    },
  };
  const count = group.incidents.length;
  return {
    label: group.host,
    items: [
      toggle,
      ...apart(stateItems(pages, { state: group.state, muted_until: null }, count)),
      alikeItem(pages),
      ...apart(filterItems(pages, group.last_code, group.host)),
    ],
  };
}

/** `alike`: the additional items of the list. */
function incidentItems(
  pages: Pages,
  incident: Incident,
  closed: boolean,
  alike: MenuItem[] = [],
): MenuItem[] {
  const { session, navigation } = pages;
  const { id, endpoint } = incident;
  const open: MenuItem = {
    words: t("menu-open"),
    key: "Enter",
    act: () => void navigation.open("incidents", id),
  };
  const probe = async (): Promise<void> => {
    navigation.open("incidents", id);
    await tick();
    await pages.probe();
  };
  const evidence = (): Promise<string> =>
    session.backend.call("evidence", { incident_id: id, language: spokenLanguage() });
  const copies = [
    ...urlItems(pages, endpoint),
    copyItem(pages, t("copy-item-as-curl"), () => reportText(pages, incident.last_error_id, reportAsCurl)),
    copyItem(pages, t("copy-item-as-markdown"), evidence),
    { ...copyItem(pages, t("menu-copy-link"), () => linkTo("incident", id)), key: "Ctrl L" },
  ];
  return [
    ...(closed ? [open] : []),
    ...stateItems(pages, incident, null),
    ...alike,
    ...apart(copies),
    ...apart(filterItems(pages, incident.last_code, incident.host ?? hostOf(endpoint))),
    ...apart([
      ...endpointItems(pages, endpoint, id),
      ...(endpoint === "" ? [] : [{ words: t("menu-probe"), key: "p", act: () => void probe() }]),
    ]),
  ];
}

function stateItems(
  pages: Pages,
  incident: Pick<Incident, "state" | "muted_until">,
  /** How many incidents it is of, if not of one. */
  count: number | null,
): MenuItem[] {
  const { actions } = pages.list;
  const { state } = incident;
  const named = (one: string, many: string): string => (count === null ? t(one) : t(many, { count }));
  const item = ([one, many]: [string, string], key: string, action: IncidentAction): MenuItem => ({
    words: named(one, many),
    key,
    act: () => void actions.act(action),
  });
  const muted = isMuted(incident, pages.session.clock.now);
  return [
    ...(state === "open"
      ? [
          item(["menu-acknowledge", "menu-acknowledge-many"], "a", { kind: "acknowledge" }),
          item(["menu-acknowledge-until", "menu-acknowledge-until-many"], "A", {
            kind: "acknowledge_until_change",
          }),
        ]
      : []),
    ...(state === "resolved" ? [] : [item(["menu-resolve", "menu-resolve-many"], "r", { kind: "resolve" })]),
    ...(state === "open" ? [] : [item(["menu-reopen", "menu-reopen-many"], "o", { kind: "reopen" })]),
    ...(state === "resolved"
      ? []
      : [
          {
            words: named("menu-mute", "menu-mute-many"),
            key: "m",
            act: () => void pages.showMenu(muteMenu(pages)),
          },
        ]),
    ...(muted ? [item(["menu-unmute", "menu-unmute-many"], "u", { kind: "unmute" })] : []),
  ];
}

/** The durations of a mute, as a menu that replaces the first. */
function muteMenu(pages: Pages): ContextMenu {
  const items = MUTE_CHOICES.map(({ words, minutes }) => ({
    words,
    act: () => void pages.list.actions.act({ kind: "mute", minutes }),
  }));
  return { label: t("mute"), items };
}

function reportItems(pages: Pages, report: DeliveryError): MenuItem[] {
  const { id, endpoint, incident_id: incident } = report;
  const { router } = pages.session;
  const copies = [
    ...urlItems(pages, endpoint),
    copyItem(pages, t("copy-item-as-curl"), () => reportText(pages, id, reportAsCurl)),
    copyItem(pages, t("copy-item-as-json"), () => reportText(pages, id, reportAsJson)),
    copyItem(pages, t("copy-item-as-markdown"), () => reportText(pages, id, reportAsMarkdown)),
    { ...copyItem(pages, t("menu-copy-link"), () => linkTo("report", id)), key: "Ctrl L" },
  ];
  const openIncident = {
    words: t("menu-open-incident"),
    act: () => void router.go(`#/incident/${incident}`),
  };
  return [
    ...copies,
    ...apart([
      { words: t("key-compare-before"), key: "d", act: () => void pages.compareBefore(report) },
      {
        words: t("key-compare"),
        key: "D",
        act: () => {
          pages.compare(report);
        },
      },
    ]),
    ...apart(filterItems(pages, report.code, hostOf(endpoint))),
    ...apart([openIncident, ...endpointItems(pages, endpoint, incident)]),
  ];
}

function ofEndpoint(pages: Pages, row: EndpointRow): ContextMenu {
  const { endpoint, latest, label } = row;
  pages.navigation.reveal("endpoints", latest.id);
  return {
    label,
    items: [
      ...endpointItems(pages, endpoint, latest.id),
      ...apart(urlItems(pages, endpoint)),
      ...apart(filterItems(pages, latest.last_code, latest.host ?? hostOf(endpoint))),
    ],
  };
}

function ofMonitor(pages: Pages, id: number): ContextMenu | null {
  const monitor = pages.monitors.find(id);
  if (!monitor) return null;
  pages.navigation.reveal("monitors", id);
  return {
    label: monitor.wish.url,
    items: [
      { words: t("menu-open"), key: "Enter", act: () => void pages.monitors.show(id) },
      {
        words: pages.monitors.isChecking(id) ? t("menu-stop") : t("menu-check-now"),
        key: "p",
        act: () => void pages.monitors.checkOrStop(id),
      },
      { ...copyItem(pages, t("menu-copy-url"), () => monitor.wish.url), apart: true },
    ],
  };
}

function urlItems(pages: Pages, endpoint: string): MenuItem[] {
  return endpoint === "" ? [] : [copyItem(pages, t("menu-copy-url"), () => endpoint)];
}

function endpointItems(pages: Pages, endpoint: string, incident: number): MenuItem[] {
  if (endpoint === "") return [];
  const monitored = pages.monitors.of(incident) !== null;
  return [
    { words: t("menu-open-endpoint"), act: () => void pages.openEndpoint(endpoint) },
    {
      words: monitored ? t("menu-open-monitor") : t("menu-monitor"),
      key: "w",
      act: () => void pages.watchEndpoint(endpoint, incident),
    },
  ];
}

function filterItems(pages: Pages, code: DeliveryError["code"], host: string | null): MenuItem[] {
  const by = (words: string, name: string, value: string): MenuItem => ({
    words,
    act: () => {
      pages.filter((query) => withFilter(query, name, value));
    },
  });
  const whole = code === null ? "none" : String(code);
  return [
    by(
      code === null ? t("menu-filter-no-code") : t("menu-filter-code", { code: truncated(whole, 8) }),
      "code",
      whole,
    ),
    ...(host === null ? [] : [by(t("menu-filter-host", { host: truncated(host, QUOTED) }), "host", host)]),
  ];
}

function hostOf(endpoint: string): string | null {
  try {
    return new URL(endpoint).hostname || null;
  } catch {
    return null;
  }
}

async function reportText(
  { session }: Pages,
  id: number,
  make: (detail: Parameters<typeof reportAsCurl>[0]) => string,
): Promise<string | null> {
  const detail = await session.backend.call("delivery_error", { id });
  return detail && make(detail);
}
