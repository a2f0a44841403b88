// How endpoints are written in lists: without the scheme, without a host that all share, and cut from the left,
// because the end of a path tells them apart. For display only.

import { brief } from "./untrusted-text";

export type EndpointParts = { host: string; path: string };

/** How wide a character of a list's endpoint is, in px: Plex Mono's are 7.8 at 13 px, and 8 where glyphs stand on
 *  whole pixels. What is wider than thought ends in "…". */
export const CHARACTER_WIDTH = 8;

/** No real endpoint is longer. */
const LONGEST = 2_000;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The parts of an endpoint with their separators. A single part if all text runs in one direction. */
export function partsOf(endpoint: string): string[] {
  const shown = brief(endpoint, LONGEST);
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

/** The host that all these endpoints share, or null. Bare paths are ignored. */
export function sharedHost(endpoints: Iterable<string>): string | null {
  let shared: string | null = null;
  for (const endpoint of endpoints) {
    const host = splitEndpoint(endpoint).host.toLowerCase();
    if (host === "") continue;
    if (shared !== null && shared !== host) return null;
    shared = host;
  }
  return shared;
}

/** The last `room` characters, with "…" in front if cut. Never splits a surrogate pair. */
export function cutFromLeft(text: string, room: number): string {
  // A character has at most two units.
  const characters = Array.from(text.slice(-2 * room - 2));
  if (characters.length <= room) return text;
  if (room <= 1) return "…";
  return `…${characters.slice(characters.length - room + 1).join("")}`;
}

/** Shortens to `room` characters: the whole path if possible, then as much of the host as fits. */
export function shortEndpoint(endpoint: string, shared: string | null, room: number): EndpointParts {
  const parts = splitEndpoint(endpoint);
  const path = parts.path;
  const host = parts.host.toLowerCase() === shared && path !== "" && path !== "/" ? "" : parts.host;
  const pathLength = Array.from(path).length;
  if (pathLength >= room && path !== "") {
    const cut = host !== "" && pathLength === room ? `…${Array.from(path).slice(1).join("")}` : path;
    return { host: "", path: cutFromLeft(cut, room) };
  }
  return { host: cutFromLeft(host, room - pathLength), path };
}

/** The query for the reports of this endpoint. Unreadable reports have the empty endpoint. */
export function endpointQuery(endpoint: string): string {
  if (endpoint === "") return "is:unreadable";
  return /[\s"]/.test(endpoint) ? `endpoint:"${endpoint.replaceAll('"', "")}"` : `endpoint:${endpoint}`;
}
