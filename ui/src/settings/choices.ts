// What the choices of a setting are called. A language is called what it calls itself.
import { capitalised } from "../format/counts";
import { t } from "../words/t";

const namesNow = (): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  "window.language": { en: "English", ar: "العربية" },
  "window.digits": { latin: "123", arabic: "١٢٣" },
  "window.calendar": { gregorian: t("name-gregorian"), "umm-al-qura": t("name-umm-al-qura") },
  "window.time_zone": { local: t("name-local-time"), utc: "UTC" },
  "window.hours": { "24h": t("name-24-hours"), "12h": t("name-12-hours") },
});

export function choiceName(setting: string, choice: string): string {
  return namesNow()[setting]?.[choice] ?? capitalised(choice);
}
