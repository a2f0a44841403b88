// The route in the URL hash: a view, its search query, and what is open in it.

export const VIEWS = [
  "open",
  "acknowledged",
  "resolved",
  "errors",
  "endpoints",
  "endpoint",
  "monitors",
  "requests",
  "plots",
  "week",
  "tunnel",
  "settings",
  "help",
  "setup",
] as const;
export type View = (typeof VIEWS)[number];
/** The views that list incidents of one state. */
export type IncidentView = "open" | "acknowledged" | "resolved";

/** The sections of the settings, in their order. */
export const SETTINGS_SECTIONS = [
  "receiver",
  "connection",
  "notifications",
  "targets",
  "checks",
  "relay",
  "team",
  "history",
  "appearance",
  "startup",
  "diagnostics",
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export type Route = {
  view: View;
  /** The search query, as typed. */
  query: string;
  /** The open incident. */
  incident: number | null;
  /** The open report, of the open incident if there is one. */
  error: number | null;
  /** The open monitor, or a new one. */
  monitor: number | "new" | null;
  /** The open request of the relay. */
  request: number | null;
  /** The section of the settings. */
  section: SettingsSection | null;
  /** The endpoint of the page, by the app's name for it. */
  endpoint: string | null;
  /** The week of the page, such as "2026-W48". Null: the last one that is over. */
  week: string | null;
  /** False for an invalid hash. */
  known: boolean;
};

const NUMBER = "(\\d{1,15})";
/** The view is optional: notifications and old links have none. */
const SHAPE = new RegExp(
  `^#?/?(?:(${VIEWS.join("|")})(?:/|$))?(?:incident/${NUMBER}(?:/|$))?(?:error/${NUMBER}/?)?(?:monitor/(?:${NUMBER}|(new))/?)?(?:request/${NUMBER}/?)?$`,
);

export function holdsIncidents(view: View): view is IncidentView {
  return view === "open" || view === "acknowledged" || view === "resolved";
}

/** A section of the settings. */
const SECTION = /^#?\/?settings\/([a-z]+)\/?$/;

/** The page of an endpoint. The endpoint is one part of the address, whatever it contains. */
const ENDPOINT = /^#?\/?endpoint\/([^/?#]+)$/;

/** The page of a week. */
const WEEK = /^#?\/?week\/(\d{4}-W\d{2})\/?$/;

/** The address of an endpoint's page. Unreadable reports have none: theirs is a search. */
export function endpointHash(endpoint: string): string {
  return endpoint === ""
    ? routeHash({ view: "errors", query: "is:unreadable" })
    : routeHash({ view: "endpoint", endpoint });
}

export function parseRoute(hash: string): Route {
  const endpoint = decoded(ENDPOINT.exec(hash)?.[1]);
  if (endpoint !== null) return { ...NOTHING, view: "endpoint", endpoint, known: true };
  const week = WEEK.exec(hash)?.[1];
  if (week) return { ...NOTHING, view: "week", week, known: true };
  const section = SETTINGS_SECTIONS.find((known) => known === SECTION.exec(hash)?.[1]);
  if (section) return { ...NOTHING, view: "settings", section, known: true };
  const mark = hash.indexOf("?");
  const path = mark === -1 ? hash : hash.slice(0, mark);
  const query = mark === -1 ? "" : queryOf(hash.slice(mark + 1));
  const [, named, incident, error, monitor, fresh, request] = SHAPE.exec(path) ?? [];
  const view = (named as View | undefined) ?? (error && !incident ? "errors" : "open");
  const route: Route = {
    view,
    query,
    incident: number(incident),
    error: number(error),
    monitor: fresh ? "new" : number(monitor),
    request: number(request),
    section: null,
    endpoint: null,
    week: null,
    known: true,
  };
  return SHAPE.test(path) && fits(route) ? route : NOTHING;
}

export function routeHash(route: Partial<Route>): string {
  const {
    view = "open",
    query = "",
    incident = null,
    error = null,
    monitor = null,
    request = null,
    endpoint = null,
  } = route;
  if (view === "settings" && route.section) return `#/settings/${route.section}`;
  if (view === "week" && route.week) return `#/week/${route.week}`;
  if (view === "endpoint") return `#/endpoint/${encodeURIComponent(endpoint ?? "")}`;
  const parts = [
    view,
    ...(incident === null ? [] : ["incident", incident]),
    ...(error === null ? [] : ["error", error]),
    ...(monitor === null ? [] : ["monitor", monitor]),
    ...(request === null ? [] : ["request", request]),
  ];
  return `#/${parts.join("/")}${query === "" ? "" : `?q=${encodeURIComponent(query)}`}`;
}

const NOTHING: Route = {
  view: "open",
  query: "",
  incident: null,
  error: null,
  monitor: null,
  request: null,
  section: null,
  endpoint: null,
  week: null,
  known: false,
};

/** Null for an invalid encoding. */
function decoded(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text);
  } catch {
    return null;
  }
}

function number(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** Each kind of item opens only in a view that lists it. */
function fits({ view, incident, error, monitor, request }: Route): boolean {
  if (request !== null && (view !== "requests" || incident !== null || error !== null || monitor !== null))
    return false;
  if (view === "endpoint") return false;
  if (monitor !== null && (view !== "monitors" || incident !== null || error !== null)) return false;
  if (incident !== null) return holdsIncidents(view);
  return error === null || view === "errors";
}

function queryOf(search: string): string {
  return new URLSearchParams(search).get("q") ?? "";
}
