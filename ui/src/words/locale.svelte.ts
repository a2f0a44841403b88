// The language of the window, its digits and its calendar, as the app has worked them out. A change shows at once:
// whatever is written with them is written again.
import { untrack } from "svelte";
import type { Calendar, Digits, Language as Spoken } from "../bindings";

/** `pseudo` shows in tests what is not translated: English with other letters. */
export type Language = Spoken | "pseudo";
export type Locale = { language: Language; digits: Digits; calendar: Calendar };

const USUAL: Locale = { language: "en", digits: "latin", calendar: "gregorian" };

let present = $state.raw<Locale>(USUAL);

export const locale = (): Locale => present;

export const isRightToLeft = (): boolean => present.language === "ar";

/** The language that a document is written in unless another is asked for. */
export const spokenLanguage = (): Spoken => (present.language === "ar" ? "ar" : "en");

/** For Intl. What an engine would choose by itself differs: calendar and digits are always named. */
export function languageTag({ language, digits } = present, calendar = "gregory"): string {
  const numbers = digits === "arabic" && language === "ar" ? "arab" : "latn";
  return language === "ar" ? `ar-SA-u-ca-${calendar}-nu-${numbers}` : "en-GB";
}

/** The page speaks this language from now on. */
export function speak(wanted: Partial<Locale>): void {
  const next = { ...USUAL, ...wanted };
  // Who sets it does not follow it.
  const before = untrack(locale);
  const isSame = (Object.keys(next) as (keyof Locale)[]).every((key) => next[key] === before[key]);
  if (!isSame) present = next;
  const { documentElement: page } = document;
  page.lang = next.language === "ar" ? "ar" : "en";
  page.dir = next.language === "ar" ? "rtl" : "ltr";
}
