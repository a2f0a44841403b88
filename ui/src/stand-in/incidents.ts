// The in-memory incidents: assigns reports, keeps counts and timelines, applies and undoes actions. A simplified
// version of the app's rules.
import type {
  ActionDone,
  CodeCount,
  DeliveryError,
  EndpointRow,
  Incident,
  IncidentAction,
  IncidentDetail,
  IncidentPage,
  Plot,
  PlotStep,
  TimelineEntry,
  TimelineKind,
  ViewCounts,
  Who,
} from "../bindings";
import type { Matcher, Subject } from "./query";

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;
const STEPS: readonly [PlotStep, number][] = [
  ["minute", MINUTE],
  ["hour", 60 * MINUTE],
  ["day", 24 * 60 * MINUTE],
];

export type Kept = {
  incident: Incident;
  codes: Map<number | string | null, CodeCount>;
  timeline: TimelineEntry[];
  times: number[];
  /** The text of its reports, for the search. */
  text: string;
};

/** Without scheme and query, the host in lower case. */
function keyOf(endpoint: string): string {
  const [, host = "", path = ""] = /^(?:[a-z]+:\/\/)?([^/?#]*)([^?#]*)/i.exec(endpoint) ?? [];
  return host.toLowerCase() + path;
}

function labelOf(endpoint: string, readable: boolean): string {
  if (!readable) return "unreadable reports";
  if (endpoint === "") return "no endpoint";
  const path = endpoint.replace(/^([a-z]+:\/\/)?[^/?#]+/i, "").replace(/[?#].*$/s, "");
  return path === "" || path === "/" ? endpoint : path;
}

const severity = (code: number | string | null): number => {
  const number = Number(code);
  return code === null ? 0 : number < 100 ? 4 : number >= 500 ? 3 : number >= 400 ? 2 : 1;
};

const NAMES: Readonly<Record<IncidentAction["kind"], [string, TimelineKind]>> = {
  acknowledge: ["Acknowledged", "acknowledged"],
  resolve: ["Resolved", "resolved"],
  reopen: ["Reopened", "reopened"],
  mute: ["Muted", "muted"],
  unmute: ["Unmuted", "unmuted"],
};

export class MemoryIncidents {
  private readonly kept = new Map<number, Kept>();
  private readonly latest = new Map<string, number>();
  private entries = 0;
  private undoable: { before: Incident[]; text: string } | null = null;

  get(id: number): Incident | null {
    return this.kept.get(id)?.incident ?? null;
  }

  /** Assigns the report to its incident and returns its id. */
  file(error: Omit<DeliveryError, "incident_id">): number {
    const key = error.readable ? keyOf(error.endpoint) : "unreadable";
    const last = this.kept.get(this.latest.get(key) ?? 0);
    const kept = last && last.incident.state !== "resolved" ? last : this.opened(error, key);
    const was = kept.incident;
    const code = kept.codes.get(error.code);
    kept.codes.set(error.code, {
      code: error.code,
      count: (code?.count ?? 0) + 1,
      first_at: code?.first_at ?? error.received_at,
      last_at: error.received_at,
    });
    kept.times.push(Date.parse(error.received_at));
    if (kept.text.length < 5_000) kept.text += ` ${error.endpoint} ${error.message}`;
    kept.incident = {
      ...was,
      error_count: was.error_count + 1,
      last_error_at: error.received_at,
      last_error_id: error.id,
      last_code: error.code,
      last_message: error.readable ? error.message : "",
      last_source: error.source,
      worst_code: severity(error.code) > severity(was.worst_code) ? error.code : was.worst_code,
    };
    this.alerts(kept, error.received_at);
    return was.id;
  }

  /** An incident with more reports than are in memory. */
  seed(incident: Incident, codes: CodeCount[], times: number[]): void {
    this.latest.set(keyOf(incident.endpoint), incident.id);
    const kept: Kept = {
      incident,
      codes: new Map(codes.map((code) => [code.code, code])),
      timeline: [],
      times,
      text: incident.last_message,
    };
    this.kept.set(incident.id, kept);
    this.note(incident.id, "opened", "retm", `opened: ${incident.label}`, incident.opened_at);
    this.note(incident.id, "told", "rule", "told: a new incident", incident.opened_at);
  }

  private opened(error: Omit<DeliveryError, "incident_id">, key: string): Kept {
    const { received_at: at, code, endpoint, readable } = error;
    const former = this.get(this.latest.get(key) ?? 0);
    const id = Math.max(0, ...this.kept.keys()) + 1;
    const incident: Incident = {
      id,
      endpoint: readable ? endpoint.replace(/[?#].*$/s, "") : "",
      label: labelOf(endpoint, readable),
      state: "open",
      opened_at: at,
      last_error_at: at,
      error_count: 0,
      last_code: code,
      previous_id: former?.id ?? null,
      muted_until: null,
      changed_at: at,
      first_code: code,
      worst_code: code,
      last_error_id: error.id,
      last_message: error.message,
      last_source: error.source,
      times_this_week:
        former && Date.parse(at) - Date.parse(former.opened_at) < WEEK ? former.times_this_week + 1 : 1,
    };
    const kept: Kept = { incident, codes: new Map(), timeline: [], times: [], text: "" };
    this.kept.set(id, kept);
    this.latest.set(key, id);
    this.note(id, "opened", "retm", code === null ? "opened" : `opened by a ${code}`, at);
    return kept;
  }

  private alerts(kept: Kept, at: string): void {
    const { id, error_count: count, state, muted_until } = kept.incident;
    if (muted_until !== null) this.note(id, "not_told", "rule", "not told: muted", at);
    else if (state !== "open") this.note(id, "not_told", "rule", `not told: ${state}`, at);
    else if (count === 1) this.note(id, "told", "rule", "told: a new incident", at);
    else if (count === 10 || count === 100) this.note(id, "told", "rule", `told again: ${count} reports`, at);
    else this.note(id, "not_told", "rule", "not told: its notification was brought up to date", at);
  }

  note(
    id: number,
    kind: TimelineKind,
    who: Who,
    text: string,
    at = new Date().toISOString(),
    until: string | null = null,
  ): void {
    const timeline = this.kept.get(id)?.timeline;
    const top = timeline?.[0];
    if (top && top.kind === kind && top.text === text && kind === "not_told") {
      timeline[0] = { ...top, count: top.count + 1, last_at: at };
    } else {
      timeline?.unshift({ id: ++this.entries, at, last_at: at, count: 1, who, kind, text, until });
    }
  }

  page(query: Matcher, before: number | null, limit: number, now: number): IncidentPage {
    const rows = this.matching(query, now).filter((row) => before === null || row.last_error_id < before);
    return { rows: rows.slice(0, limit), more: rows.length > limit };
  }

  private matching(query: Matcher, now: number): Incident[] {
    return [...this.kept.values()]
      .filter((kept) => query.matches(this.subject(kept), now))
      .map((kept) => kept.incident)
      .sort((a, b) => b.last_error_id - a.last_error_id);
  }

  private subject({ incident, codes, text }: Kept): Subject {
    return {
      incident: incident.id,
      state: incident.state,
      muted: incident.muted_until !== null,
      unreadable: incident.label === "unreadable reports",
      codes: [...codes.keys()],
      endpoint: incident.endpoint,
      text,
      at: Date.parse(incident.last_error_at),
    };
  }

  detail(id: number): IncidentDetail | null {
    const kept = this.kept.get(id);
    if (!kept) return null;
    const { incident, timeline } = kept;
    const former: Incident[] = [];
    for (let at = incident.previous_id; at !== null && former.length < 5;) {
      const one = this.get(at);
      if (one) former.push(one);
      at = one?.previous_id ?? null;
    }
    const codes = [...kept.codes.values()].sort((a, b) => b.count - a.count);
    return { incident, sentence: sentenceOf(incident), codes, timeline, former, plot: plotOf(kept) };
  }

  endpoints(query: Matcher, now: number): EndpointRow[] {
    const rows = new Map<string, EndpointRow>();
    for (const incident of this.matching(query, now)) {
      const { endpoint, label } = incident;
      const row = rows.get(label) ?? { endpoint, label, incidents: 0, errors: 0, latest: incident };
      rows.set(label, {
        ...row,
        incidents: row.incidents + 1,
        errors: row.errors + incident.error_count,
      });
    }
    return [...rows.values()];
  }

  counts(errors: number): ViewCounts {
    const all = [...this.kept.values()].map((kept) => kept.incident);
    const of = (state: string): number => all.filter((incident) => incident.state === state).length;
    return {
      open: of("open"),
      acknowledged: of("acknowledged"),
      resolved: of("resolved"),
      errors,
      endpoints: new Set(all.map((incident) => incident.label)).size,
    };
  }

  act(action: IncidentAction, ids: readonly number[], at = new Date()): ActionDone {
    const [name, kind] = NAMES[action.kind];
    const before: Incident[] = [];
    for (const id of ids) {
      const kept = this.kept.get(id);
      const after = kept && changedBy(kept.incident, action, at);
      if (!kept || !after) continue;
      before.push(kept.incident);
      kept.incident = { ...after, changed_at: at.toISOString() };
      const until = after.muted_until;
      this.note(id, kind, "person", kind, at.toISOString(), action.kind === "mute" ? until : null);
    }
    const text = `${name} ${before.length} ${before.length === 1 ? "incident" : "incidents"}`;
    if (before.length > 0) this.undoable = { before, text };
    return { changed: before.length, text };
  }

  undo(): ActionDone | null {
    if (!this.undoable) return null;
    const { before, text } = this.undoable;
    this.undoable = null;
    for (const incident of before) {
      const kept = this.kept.get(incident.id);
      if (!kept) continue;
      const { state, muted_until, changed_at } = incident;
      kept.incident = { ...kept.incident, state, muted_until, changed_at };
      kept.timeline = kept.timeline.slice(1);
    }
    return { changed: before.length, text: `Taken back: ${text.charAt(0).toLowerCase()}${text.slice(1)}` };
  }
}

/** Null if it has that state already. */
function changedBy(incident: Incident, action: IncidentAction, at: Date): Incident | null {
  const { state } = incident;
  switch (action.kind) {
    case "acknowledge":
      return state === "open" ? { ...incident, state: "acknowledged" } : null;
    case "resolve":
      return state === "resolved" ? null : { ...incident, state: "resolved", muted_until: null };
    case "reopen":
      return state === "open" ? null : { ...incident, state: "open" };
    case "mute":
      return {
        ...incident,
        muted_until: new Date(at.getTime() + action.minutes * MINUTE).toISOString(),
      };
    case "unmute":
      return incident.muted_until === null ? null : { ...incident, muted_until: null };
  }
}

function sentenceOf(incident: Incident): string {
  const { error_count: count, label, last_code, state } = incident;
  const many = count.toLocaleString("en-GB");
  if (label === "unreadable reports") {
    const reports = count === 1 ? "one report" : `${many} reports`;
    return `RETM sent ${reports} that could not be read as JSON; kept as they came.`;
  }
  const times = count === 1 ? "one delivery" : `${many} deliveries`;
  const reason =
    last_code === null
      ? ""
      : Number(last_code) < 100
        ? "; nothing answered"
        : `; the last answer was ${last_code}`;
  const tense = state === "resolved" ? "could not reach" : "can't reach";
  return `RETM ${tense} ${label} and gave up on ${times}${reason}.`;
}

function plotOf({ incident, times }: Kept): Plot {
  const from = times[0] ?? Date.parse(incident.opened_at);
  const to = times.at(-1) ?? from;
  const [step, length] = STEPS.find(([, ms]) => (to - from) / ms <= 90) ?? ["day", 86_400_000];
  const begin = Math.floor(from / length) * length;
  const counts = Array.from({ length: Math.floor((to - begin) / length) + 1 }, () => 0);
  for (const time of times) {
    const at = Math.floor((time - begin) / length);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const { endpoint, label } = incident;
  return {
    step,
    starts: counts.map((_, i) => new Date(begin + i * length).toISOString()),
    series: [{ endpoint, label, counts, total: times.length }],
  };
}
