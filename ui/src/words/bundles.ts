// The messages of the window, from locales/ at the project's top. Each message is read when it is first said: the first
// page needs few of them. Those in Arabic are in a file of their own, which a window in English never loads.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Digits, Language as Spoken } from "../bindings";
import { languageTag, type Language } from "./locale.svelte";
import type { SourceOfMessage } from "./messages-in";

/** The messages of each file. */
type Sources = Readonly<Record<string, SourceOfMessage[]>>;

const SOURCES: Record<Spoken, Sources | null> = {
  en: import.meta.glob<SourceOfMessage[]>("../../../locales/en/window-*.ftl", {
    query: "?messages",
    import: "default",
    eager: true,
  }),
  ar: null,
};

/** The messages of this language. None if it is not loaded. */
export function messagesOf(language: Spoken): SourceOfMessage[] {
  return Object.values(SOURCES[language] ?? {}).flat();
}

export function addArabic(sources: Sources): void {
  SOURCES.ar = sources;
}

export function isLoaded(language: Language): boolean {
  return language !== "ar" || SOURCES.ar !== null;
}

/** Loads the messages of this language. */
export async function load(language: Language): Promise<void> {
  if (!isLoaded(language)) await import("./arabic");
}

const PSEUDO: Readonly<Record<string, string>> = {
  a: "å", c: "ç", d: "đ", e: "é", g: "ğ", h: "ħ", i: "î", k: "ķ", l: "ļ", n: "ñ", o: "ö", r: "ŕ", s: "š", t: "ţ", u: "û",
  w: "ŵ", y: "ý", z: "ž",
}; // prettier-ignore

/** Readable, and no letter that is in English text often stays as it is. */
export function asPseudo(text: string): string {
  return text.replace(/[a-z]/g, (letter) => PSEUDO[letter] ?? letter);
}

/** A language with digits, to which messages are added as they are needed. */
class Messages {
  readonly bundle: FluentBundle;
  /** The source of each message that was not said yet. */
  private readonly unread: Map<string, string>;

  constructor(language: Language, digits: Digits) {
    const tag = languageTag({ language, digits, calendar: "gregorian" });
    this.bundle = new FluentBundle(tag, {
      // What stands in an English sentence runs in its direction as before.
      useIsolating: language === "ar",
      ...(language === "pseudo" ? { transform: asPseudo } : {}),
    });
    this.unread = new Map(messagesOf(language === "ar" ? "ar" : "en"));
  }

  with(id: string): FluentBundle {
    const rest = this.unread.get(id);
    if (rest !== undefined) {
      this.unread.delete(id);
      for (const error of this.bundle.addResource(new FluentResource(id + rest)))
        console.error(id, error.message);
    }
    return this.bundle;
  }
}

const known = new Map<string, Messages>();

/** The bundle of this language, with this message if the language has it. */
export function bundleWith(id: string, language: Language, digits: Digits = "latin"): FluentBundle {
  const name = `${language} ${digits}`;
  const messages = known.get(name) ?? new Messages(language, digits);
  known.set(name, messages);
  return messages.with(id);
}
