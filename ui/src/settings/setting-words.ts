// What a setting is called and does, in the language of the window. In English these are the words of the app's own table;
// the ids of the others are made of the setting's name.
import type { Setting } from "../bindings";
import { capitalised } from "../format/counts";
import { locale } from "../words/locale.svelte";
import { has, t } from "../words/t";

const partOf = (name: string): string => `setting-${name.replace(/[._]/g, "-")}`;

function own(id: string, otherwise: string): string {
  return locale().language === "ar" && has(id) ? t(id) : otherwise;
}

export type SettingWords = { title: string; help: string; empty: string | null };

export function settingWords(
  setting: Pick<Setting, "name" | "title" | "help" | "empty_means">,
): SettingWords {
  const part = partOf(setting.name);
  return {
    title: own(`${part}-title`, setting.title),
    help: own(`${part}-help`, setting.help),
    empty: setting.empty_means === null ? null : own(`${part}-empty`, setting.empty_means),
  };
}

/** "Empty: no tunnel." */
export function emptyWords(setting: Setting): string {
  const meaning = settingWords(setting).empty ?? "";
  return setting.kind === "number" ? t("setting-zero", { meaning }) : t("setting-empty", { meaning });
}

const CHOICES: Readonly<Record<string, string>> = {
  system: "choice-system",
  light: "choice-light",
  dark: "choice-dark",
  latin: "choice-latin",
  arabic: "choice-arabic",
  gregorian: "choice-gregorian",
  "umm-al-qura": "choice-umm-al-qura",
  en: "choice-en",
  ar: "choice-ar",
  sunday: "day-sun",
  monday: "day-mon",
  tuesday: "day-tue",
  wednesday: "day-wed",
  thursday: "day-thu",
  friday: "day-fri",
  saturday: "day-sat",
  local: "choice-local",
  utc: "choice-utc",
  "24h": "choice-24h",
  "12h": "choice-12h",
  compact: "choice-compact",
  comfortable: "choice-comfortable",
};

/** One of the values to choose from. */
export function choiceWords({ kind }: Pick<Setting, "kind">, choice: string, begins = true): string {
  const id = kind === "choice" ? CHOICES[choice] : undefined;
  if (id === undefined) return begins ? capitalised(choice) : choice;
  const words = t(id);
  return begins ? words : words.toLowerCase();
}
