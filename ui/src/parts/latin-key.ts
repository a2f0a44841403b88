// Which key was pressed, by its name in the table of keys. On a layout without Latin letters (Arabic, Cyrillic, Greek
// …) it is the key at that position of an English keyboard.

/** Not ASCII and not Latin: "ن", "لا", "؟". */
const FOREIGN = /^(?:(?!\p{Script=Latin})[^\p{ASCII}]){1,2}$/u;
const LETTER = /^(?:\p{L}|\p{M})/u;

/** Keys that are not letters, without and with Shift. */
const PLACES: Readonly<Record<string, readonly [string, string]>> = {
  Slash: ["/", "?"], Comma: [",", "<"], Minus: ["-", "_"], Equal: ["=", "+"], Digit8: ["8", "*"], Digit0: ["0", ")"],
}; // prettier-ignore

type Press = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

function byPlace({ code, shiftKey }: Press): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return shiftKey ? letter : letter.toLowerCase();
  return PLACES[code]?.[shiftKey ? 1 : 0] ?? null;
}

/** For letters only. */
export function latinLetter(press: Press): string {
  return FOREIGN.test(press.key) ? (byPlace(press) ?? press.key) : press.key;
}

/** Remembers the layout: only the letters typed before tell a Russian "/" from an ordinary ".". */
export class LatinKeys {
  private foreign = false;

  read(press: Press): string {
    const { key } = press;
    if (FOREIGN.test(key)) {
      if (LETTER.test(key)) this.foreign = true;
      return byPlace(press) ?? key;
    }
    if (/^[a-z]$/i.test(key)) this.foreign = false;
    return this.foreign && key.length === 1 ? (byPlace(press) ?? key) : key;
  }
}
