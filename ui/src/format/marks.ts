// Highlights the matches of a search in the original text. The app provides the search terms, folded.
import { fold } from "./fold";

/** Particles that are written as part of the following word. */
const PREFIXES = /^[وفبلكا]{0,4}$/u;
const LETTER = /[\p{L}\p{N}]/u;
const WORD_BEFORE = /[\p{L}\p{N}]*$/u;
/** The rest of a longer text is not searched. */
const MAX_LENGTH = 4_096;

export type Piece = { text: string; marked: boolean };

/** The text in pieces, highlighted where a word begins with one of the needles. */
export function marked(text: string, needles: readonly string[]): Piece[] {
  if (needles.length === 0) return [{ text, marked: false }];
  const folded = fold(text.slice(0, MAX_LENGTH));
  const found = needles
    .flatMap((needle) => placesOf(folded.text, needle))
    .map(([from, to]) => folded.sent(from, to));
  found.sort(([a], [b]) => a - b);
  const pieces: Piece[] = [];
  let end = 0;
  const put = (from: number, to: number, isMarked: boolean): void => {
    if (to > from) pieces.push({ text: text.slice(from, to), marked: isMarked });
  };
  for (const [from, to] of found) {
    if (to <= end) continue;
    put(end, from, false);
    put(Math.max(from, end), to, true);
    end = to;
  }
  put(end, text.length, false);
  return pieces;
}

function placesOf(text: string, needle: string): [number, number][] {
  const places: [number, number][] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    const before = WORD_BEFORE.exec(text.slice(Math.max(0, at - 6), at))?.[0] ?? "";
    const isBeginning = !LETTER.test(needle.charAt(0)) || before === "" || PREFIXES.test(before);
    if (isBeginning) places.push([at, at + needle.length]);
  }
  return places;
}
