// Text from the network, made safe to show: invisible and bidirectional characters are written out, as the app does
// on a terminal (visible.rs). Long text is shown in parts. For display only.
import { t } from "../words/t";

const HIDDEN =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\u034f|[\u180b-\u180d\u180f]/gu;
/** More combining marks than any script uses on one letter. */
const STACKED = /(\p{M}{16})(\p{M}+)/gu;

/** Has nothing to write out, like almost every text in a list. For the two patterns above, WebKit loads Unicode's tables. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** How much text is laid out at once. */
export const PART = { characters: 32_768, lines: 1_000 };

/** Writes hidden characters as `\u{202e}`. Line breaks and tabs stay. */
export function visible(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text
    .replaceAll("\r\n", "\n")
    .replace(HIDDEN, (c) => (c === "\n" || c === "\t" ? c : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`))
    .replace(STACKED, (_, few: string, more: string) => `${few} ${moreMarks(Array.from(more).length)} `);
}

function moreMarks(count: number): string {
  return t("more-marks", { count, number: String(count) });
}

/** The beginning of a text on one line, ending in "…" if cut. */
export function truncated(text: string, most: number): string {
  const cut = beginning(text, most);
  return visible(cut.length < text.length ? `${cut}…` : cut);
}

/** A sentence of the core on one line. The marks that isolate what it quotes from left to right are its own, and stay. */
export function sentence(text: string, most: number): string {
  return truncated(text, most).replace(/\\u\{(206[689])\}/g, (_, code: string) =>
    String.fromCodePoint(parseInt(code, 16)),
  );
}

/** The first `count` parts of a text, and whether that is all of it. */
export function parts(text: string, count: number): { text: string; isAll: boolean } {
  let end = Math.min(text.length, PART.characters * count);
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) {
    if (++lines === PART.lines * count) end = at;
  }
  const cut = beginning(text, end);
  return { text: cut, isAll: cut.length === text.length };
}

/** At most `most` characters. Never splits a surrogate pair. */
function beginning(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? most - 1 : most);
}
