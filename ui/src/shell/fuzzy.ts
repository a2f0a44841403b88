// How well a typed text matches a name: its letters in order, better at the beginnings of words and next to each other.

/** Lower case, without accents and vowel signs. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const BOUNDARY = /[^\p{L}\p{N}]/u;

/** Each word must match somewhere. Null: no match; otherwise higher is better. */
export function fit(typed: string, name: string): number | null {
  const text = folded(name);
  let sum = 0;
  for (const word of folded(typed).split(/\s+/).filter(Boolean)) {
    const score = fitWord(word, text);
    if (score === null) return null;
    sum += score;
  }
  // Among equals, the shorter one is better.
  return sum - text.length / 100;
}

function fitWord(word: string, text: string): number | null {
  const whole = text.indexOf(word);
  if (whole !== -1) return word.length * 4 + (isStart(text, whole) ? 8 : 2) + (whole === 0 ? 4 : 0);
  let at = -1;
  let score = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next === -1) return null;
    score += isStart(text, next) ? 3 : next === at + 1 ? 2 : 0;
    at = next;
  }
  // Letters scattered over a long name are not a match.
  return score >= word.length ? score : null;
}

function isStart(text: string, at: number): boolean {
  return at === 0 || BOUNDARY.test(text[at - 1] ?? "");
}
