// JSON in readable form: decodes escaped letters and isolates right-to-left strings.
import { visible } from "./untrusted-text";

const ESCAPE = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\[^]/gi;
const STRING = /"(?:[^"\\]|\\[^])*(?:"|$)/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const JSON_BEGINS = /^\s*(?:\{\s*["}]|\[\s*["{[\]\d-])/;

/** Decodes escaped letters, like `model::json_text` in the rules. json-text.json tests both. */
export function withLetters(json: string): string {
  return json.replace(ESCAPE, (sent, high?: string, low?: string, unit?: string) => {
    const units = [high, low, unit].filter((one) => one !== undefined).map((one) => parseInt(one, 16));
    const c = String.fromCharCode(...units);
    const isWhole = units.length === 2 || units.every((one) => one < 0xd800 || one > 0xdfff);
    const isShown = isWhole && units.length > 0 && units.every((one) => one > 0x7f);
    return isShown && !/\s/u.test(c) && visible(c) === c ? c : sent;
  });
}

/** Whether the text is an object or an array, or the beginning of one. */
export function isLikeJson(text: string): boolean {
  return JSON_BEGINS.test(text);
}

/** The direction of a text from the network: JSON always runs from left to right. */
export function directionOf(text: string): "auto" | "ltr" {
  return isLikeJson(text) ? "ltr" : "auto";
}

export type JsonPiece = { text: string; isolated: boolean };

/** JSON in pieces: strings with right-to-left letters are isolated, so that they change no other text. */
export function isolates(json: string): JsonPiece[] {
  const pieces: JsonPiece[] = [];
  let end = 0;
  const put = (from: number, to: number, isolated: boolean): void => {
    if (to > from) pieces.push({ text: json.slice(from, to), isolated });
  };
  for (const { 0: string, index } of json.matchAll(STRING)) {
    if (!RIGHT_TO_LEFT.test(string)) continue;
    const closed = string.length > 1 && string.endsWith('"');
    const [from, to] = [index + 1, index + string.length - (closed ? 1 : 0)];
    put(end, from, false);
    put(from, to, true);
    end = to;
  }
  put(end, json.length, false);
  return pieces;
}
