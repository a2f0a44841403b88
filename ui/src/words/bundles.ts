// The messages of the window, from locales/ at the project's top. Each language is read once, when it is first needed.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Digits } from "../bindings";
import { languageTag, type Language } from "./locale.svelte";

const SOURCES = import.meta.glob<string>("../../../locales/*/window-*.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The texts of the files of this language, by the file's name. */
export function sourcesOf(language: "en" | "ar"): [string, string][] {
  return Object.entries(SOURCES)
    .filter(([path]) => path.includes(`/${language}/`))
    .map(([path, text]) => [path.replace(/^.*\//, ""), text]);
}

const PSEUDO: Readonly<Record<string, string>> = {
  a: "å", c: "ç", d: "đ", e: "é", g: "ğ", h: "ħ", i: "î", k: "ķ", l: "ļ", n: "ñ", o: "ö", r: "ŕ", s: "š", t: "ţ", u: "û",
  w: "ŵ", y: "ý", z: "ž",
}; // prettier-ignore

/** Readable, and no letter that is in English text often stays as it is. */
export function asPseudo(text: string): string {
  return text.replace(/[a-z]/g, (letter) => PSEUDO[letter] ?? letter);
}

const bundles = new Map<string, FluentBundle>();

export function bundleOf(language: Language, digits: Digits = "latin"): FluentBundle {
  const name = `${language} ${digits}`;
  const known = bundles.get(name);
  if (known) return known;
  const tag = languageTag({ language, digits, calendar: "gregorian" });
  const bundle = new FluentBundle(tag, {
    // What stands in an English sentence runs in its direction as before.
    useIsolating: language === "ar",
    ...(language === "pseudo" ? { transform: asPseudo } : {}),
  });
  for (const [file, text] of sourcesOf(language === "ar" ? "ar" : "en")) {
    for (const error of bundle.addResource(new FluentResource(text))) console.error(file, error.message);
  }
  bundles.set(name, bundle);
  return bundle;
}
