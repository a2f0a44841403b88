// WebKitGTK 2.50 with HarfBuzz 6 draws a word that ends in a vowel mark off its line in IBM Plex Sans Arabic, and right in
// the system's own fonts. Messages are drawn as they were sent, so such words have to be found.
const ARABIC_WORD = /([\u0621-\u06FF]+)/u;
const VOWEL_MARK = /[\u064B-\u0652\u0670]/u;
const LAST_IS_MARK = /[\u064B-\u0652\u0670]$/u;

export function hasVowelMarks(text: string): boolean {
  return VOWEL_MARK.test(text);
}

/** The text in pieces; those that are words which end in a vowel mark are told apart. */
export function vowelled(text: string): { text: string; isVowelled: boolean }[] {
  if (!hasVowelMarks(text)) return [{ text, isVowelled: false }];
  return text
    .split(ARABIC_WORD)
    .filter((piece) => piece !== "")
    .map((piece) => ({ text: piece, isVowelled: LAST_IS_MARK.test(piece) }));
}
