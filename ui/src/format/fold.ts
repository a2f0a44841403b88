// One spelling for a text and for what is searched in it, as the app folds them (`model::fold` in the rules). Both are
// held to fold.json.

/** A folded text that knows where its letters stand in the text as it was sent. */
export type Folded = { text: string; sent: (from: number, to: number) => [number, number] };

type Letter = { c: string; from: number; to: number };

const MARK =
  /[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff]/u;
const WITHOUT_WIDTH = /[\u00ad\u061c\u066c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/u;
/** Vowel signs that stand alone in old encodings. */
const OLD_SIGN = /[\ufc5e-\ufc63\ufe70-\ufe7f]/u;
/** What may become one with the letter before it. */
const COMPOSES = /[\p{M}\u1161-\u1175\u11a8-\u11c2]/u;
const YEH = "ي";
const HAMZA = /[ء\u0654]/u;
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
    if (OLD_SIGN.test(sent)) extend(to);
    else {
      for (const c of sent.normalize("NFKD").toLowerCase().normalize("NFKD")) {
        const last = letters.at(-1)?.c;
        if (last === YEH && HAMZA.test(c)) {
          if (c === HAMZA_ABOVE && letters.at(-2)?.c === YEH) letters.pop();
          extend(to);
        } else if (MARK.test(c)) extend(to);
        else if (!WITHOUT_WIDTH.test(c)) for (const one of plain(c)) letters.push({ c: one, from, to });
      }
    }
    from = to;
  }
  return mapped(composed(letters));
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
