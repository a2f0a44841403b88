// One spelling for a text and for what is searched in it, folded like in the app (`model::fold` in the rules).
// fold.json tests both.

/** A folded text with the position of each of its letters in the original text. */
export type Folded = { text: string; sent: (from: number, to: number) => [number, number] };

type Ranges = readonly (readonly [number, number])[];

type Letter = { c: string; from: number; to: number };

/** Marks of Latin, Greek, Cyrillic and Arabic letters, and tatweel. */
const MARKS: Ranges = [
  [0x300, 0x36f],
  [0x610, 0x61a],
  [0x640, 0x640],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x6d6, 0x6dc],
  [0x6df, 0x6e4],
  [0x6e7, 0x6e8],
  [0x6ea, 0x6ed],
  [0x8ca, 0x8e1],
  [0x8e3, 0x8ff],
];
const WITHOUT_WIDTH: Ranges = [
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x66c, 0x66c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];
/** Vowel signs that stand alone in old encodings. */
const OLD_SIGNS: Ranges = [
  [0xfc5e, 0xfc63],
  [0xfe70, 0xfe7f],
];
/** Characters that may compose with the letter before them. */
const COMPOSES = /[\p{M}\u1161-\u1175\u11a8-\u11c2]/u;
const YEH = "ي";
const HAMZA = "ء";
const HAMZA_ABOVE = "\u0654";

const PLAIN: Readonly<Record<string, string>> = {
  "\u066b": ".",
  "\u0671": "ا",
  "\u0672": "ا",
  "\u0673": "ا",
  "\u0675": "ا",
  "\u0649": YEH,
  "\u06cc": YEH,
  "\u06d2": YEH,
  "\u0629": "ه",
  "\u06be": "ه",
  "\u06c1": "ه",
  "\u06d5": "ه",
  "\u06a9": "ك",
  ς: "σ",
  ß: "ss",
};

export function fold(text: string): Folded {
  const letters: Letter[] = [];
  const extend = (to: number): void => {
    const last = letters.at(-1);
    if (last) last.to = to;
  };
  let from = 0;
  for (const sent of text) {
    const to = from + sent.length;
    if (isIn(OLD_SIGNS, sent)) extend(to);
    else {
      for (const c of sent.normalize("NFKD").toLowerCase().normalize("NFKD")) {
        const last = letters.at(-1)?.c;
        if (last === YEH && (c === HAMZA || c === HAMZA_ABOVE)) {
          if (c === HAMZA_ABOVE && letters.at(-2)?.c === YEH) letters.pop();
          extend(to);
        } else if (isIn(MARKS, c)) extend(to);
        else if (!isIn(WITHOUT_WIDTH, c)) for (const one of plain(c)) letters.push({ c: one, from, to });
      }
    }
    from = to;
  }
  return mapped(composed(letters));
}

function isIn(ranges: Ranges, c: string): boolean {
  const code = c.codePointAt(0) ?? 0;
  return ranges.some(([from, to]) => code >= from && code <= to);
}

function plain(c: string): string {
  const code = c.charCodeAt(0);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  return PLAIN[c] ?? c;
}

function composed(letters: Letter[]): Letter[] {
  const whole: Letter[] = [];
  for (const letter of letters) {
    const before = whole.at(-1);
    if (before && COMPOSES.test(letter.c)) {
      before.c = (before.c + letter.c).normalize("NFC");
      before.to = letter.to;
    } else whole.push({ ...letter });
  }
  return whole;
}

function mapped(letters: Letter[]): Folded {
  const at: Letter[] = letters.flatMap((letter) => Array.from({ length: letter.c.length }, () => letter));
  return {
    text: letters.map(({ c }) => c).join(""),
    sent: (from, to) => [at[from]?.from ?? 0, at[to - 1]?.to ?? 0],
  };
}
