// A simple imitation of the app's search: filters and free text.
import type { IncidentState, QueryReading, QueryToken } from "../bindings";

/** What a query is matched against: a report, or an incident with its reports. */
export type Subject = {
  incident: number;
  state: IncidentState;
  muted: boolean;
  unreadable: boolean;
  codes: readonly (number | string | null)[];
  endpoint: string;
  text: string;
  at: number;
};

type Test = (subject: Subject, now: number) => boolean;
type Read = { words: string; test: Test } | { problem: string };

const TOKEN = /(^|\s)(code|cause|endpoint|since|until|is|incident):("[^"]*"?|\S*)/giu;
const UNITS: Readonly<Record<string, [number, string]>> = {
  m: [60_000, "minute"],
  h: [3_600_000, "hour"],
  d: [86_400_000, "day"],
  w: [604_800_000, "week"],
};
const STATES: readonly string[] = ["open", "acknowledged", "resolved"];

const READERS: Readonly<Record<string, (value: string) => Read>> = {
  code: (value) => {
    if (value === "none") return { words: "no code", test: (s) => s.codes.includes(null) };
    if (!/^-?\d+$/.test(value)) return { problem: "A code is a number, like code:503." };
    return { words: `code ${value}`, test: (s) => s.codes.includes(Number(value)) };
  },
  cause: (value) =>
    /^[a-z_]+$/.test(value)
      ? { words: `cause ${value}`, test: () => true }
      : { problem: "A cause is one of refused, dns, timeout, reset and so on." },
  endpoint: (value) => {
    if (value === "") return { problem: "Which endpoint? Write it like endpoint:orders." };
    return {
      words: `endpoint has “${value}”`,
      test: (s) => s.endpoint.toLowerCase().includes(value.toLowerCase()),
    };
  },
  since: (value) => {
    const exact = moment(value);
    if (exact !== null) return { words: `since ${value.replace("T", " ")}`, test: (s) => s.at >= exact };
    const found = /^(\d{1,4})([mhdw])$/.exec(value);
    const unit = found?.[2] ? UNITS[found[2]] : undefined;
    if (!found || !unit) return { problem: "A time is like since:30m, since:2h or since:7d." };
    const [length, name] = unit;
    const many = Number(found[1]);
    return {
      words: `in the last ${many === 1 ? name : `${many} ${name}s`}`,
      test: (s, now) => s.at >= now - many * length,
    };
  },
  until: (value) => {
    const exact = moment(value);
    if (exact === null) return { problem: "A time is like until:2026-11-24T09:31." };
    return { words: `until ${value.replace("T", " ")}`, test: (s) => s.at < exact };
  },
  is: (value) => {
    if (STATES.includes(value)) return { words: value, test: (s) => s.state === value };
    if (value === "unreadable") return { words: "unreadable", test: (s) => s.unreadable };
    if (value === "muted") return { words: "muted", test: (s) => s.muted };
    return { problem: "Use is:open, is:acknowledged, is:resolved, is:muted or is:unreadable." };
  },
  incident: (value) => {
    if (!/^\d+$/.test(value)) return { problem: "An incident is a number, like incident:4." };
    return { words: `incident ${value}`, test: (s) => s.incident === Number(value) };
  },
};

function moment(value: string): number | null {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(value)
    ? new Date(value.length === 10 ? `${value}T00:00` : value).getTime()
    : null;
}

export type Matcher = { reading: QueryReading; matches: (subject: Subject, now: number) => boolean };

export function matcher(query: string): Matcher {
  const tokens: QueryToken[] = [];
  const tests: Test[] = [];
  let rest = query;
  for (const found of query.matchAll(TOKEN)) {
    const [whole, before = "", name = "", value = ""] = found;
    const start = found.index + before.length;
    const text = whole.slice(before.length);
    const read = READERS[name.toLowerCase()]?.(value.replace(/^"|"$/g, ""));
    if (!read) continue;
    rest = rest.replace(text, " ");
    if ("test" in read) tests.push(read.test);
    tokens.push({
      text,
      start,
      end: start + text.length,
      words: "words" in read ? read.words : text,
      problem: "problem" in read ? read.problem : null,
    });
  }
  for (const word of rest.toLowerCase().split(/\s+/).filter(Boolean)) {
    tests.push((s) => `${s.endpoint} ${s.text}`.toLowerCase().includes(word.replaceAll('"', "")));
  }
  return { reading: { tokens }, matches: (subject, now) => tests.every((test) => test(subject, now)) };
}
