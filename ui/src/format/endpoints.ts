// How endpoints are written in lists: without the scheme, without a host that all share, and cut from the left,
// because the end of a path tells them apart. For display only.

import type { Incident } from "../bindings";
import { t } from "../words/t";
import { truncated } from "./untrusted-text";

export type EndpointParts = { host: string; path: string };

/**
 * The width of an endpoint's character in a list, in px: Plex Mono's are 7.8 at 13 px, and 8 if glyphs are aligned to
 * whole pixels. Wider text ends in "…".
 */
export const CHARACTER_WIDTH = 8;

/** No real endpoint is longer. */
const MAX_LENGTH = 2_000;
/** The minimum share of the room for a host. */
const MIN_HOST_SHARE = 0.35;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The labels of what has no endpoint, as the app stores them. */
export const UNREADABLE = "unreadable reports";
const UNNAMED = "an unnamed endpoint";

/** The label of the endpoints that a plot combines into one, as the app names them. */
export const REST = "others";

/** What an incident or a line of a plot is called. Without an endpoint, its name is ours. */
export function nameOf({ endpoint, label }: Pick<Incident, "endpoint" | "label">): string {
  if (endpoint !== "") return label;
  if (label === UNREADABLE) return t("unreadable-reports");
  if (label === UNNAMED) return t("unnamed-endpoint");
  return label === REST ? t("other-endpoints") : label;
}

/** The parts of an endpoint with their separators. A single part if all text runs in one direction. */
export function partsOf(endpoint: string): string[] {
  const shown = truncated(endpoint, MAX_LENGTH);
  return RIGHT_TO_LEFT.test(shown) ? shown.split(/([/.:?#&=…]+)/) : [shown];
}

const NOT_ASCII = /(?:%[89a-f][\da-f])+/gi;
/** Invisible and bidirectional control characters, as in the app's endpoint.rs. */
const HIDDEN = /[\s\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

/** Decodes percent-encoded letters, like the app does for an incident's label. */
export function readable(endpoint: string): string {
  return endpoint.replace(NOT_ASCII, (encoded) => {
    try {
      const letters = decodeURIComponent(encoded);
      return HIDDEN.test(letters) ? encoded : letters;
    } catch {
      return encoded;
    }
  });
}

/** Splits the text itself: RETM may send a URL, a URL without scheme, or a bare path. */
export function splitEndpoint(endpoint: string): EndpointParts {
  const rest = endpoint.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  if (rest.startsWith("/") && rest === endpoint) return { host: "", path: rest };
  const end = rest.search(/[/?#]/);
  if (end === -1) return { host: rest, path: "" };
  return { host: rest.slice(0, end), path: rest.slice(end) };
}

/** The last `room` characters, with "…" in front if cut. Never splits a surrogate pair. */
export function cutFromLeft(text: string, room: number): string {
  // A character has at most two units.
  const characters = Array.from(text.slice(-2 * room - 2));
  if (characters.length <= room) return text;
  if (room <= 1) return "…";
  return `…${characters.slice(characters.length - room + 1).join("")}`;
}

/** Fills the room: the path, and before it the host if several are known or there is no path. */
export function shortEndpoint(endpoint: string, withHost: boolean, room: number): EndpointParts {
  const parts = splitEndpoint(endpoint);
  const hasPath = parts.path !== "" && parts.path !== "/";
  return shortened({ host: withHost || !hasPath ? parts.host : "", path: parts.path }, room);
}

/** The name of an incident, with its host if several are known. */
export function hostAndPath(
  incident: Pick<Incident, "endpoint" | "label" | "host">,
  withHost: boolean,
  room: number,
): EndpointParts {
  const path = nameOf(incident);
  // The end matters most only for a path.
  if (incident.endpoint === "") return { host: "", path };
  return shortened({ host: withHost ? (incident.host ?? "") : "", path }, room);
}

/** The host is cut at its end and the path at its beginning: what is left tells them apart. */
function shortened({ host, path }: EndpointParts, room: number): EndpointParts {
  if (path === "") return { host: cutFromLeft(host, room), path };
  const letters = Array.from(host);
  const least = Math.min(letters.length, Math.floor(room * MIN_HOST_SHARE));
  const cut = cutFromLeft(path, room - least);
  const left = Math.max(0, room - Array.from(cut).length);
  if (letters.length <= left) return { host, path: cut };
  // One "…" is enough for both.
  if (cut !== path || left === 0) return { host: letters.slice(0, left).join(""), path: cut };
  return { host: `${letters.slice(0, left - 1).join("")}…`, path };
}

/** The query for the reports of this endpoint. Unreadable reports have the empty endpoint. */
export function endpointQuery(endpoint: string): string {
  if (endpoint === "") return "is:unreadable";
  return /[\s"]/.test(endpoint) ? `endpoint:"${endpoint.replaceAll('"', "")}"` : `endpoint:${endpoint}`;
}
