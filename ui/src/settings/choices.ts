// What the choices of a setting are called. A language is called what it calls itself.
import { capitalised } from "../format/counts";

const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "window.language": { en: "English", ar: "العربية" },
  "window.digits": { latin: "123", arabic: "١٢٣" },
  "window.calendar": { gregorian: "Gregorian", "umm-al-qura": "Gregorian and Umm al-Qura" },
  "window.time_zone": { local: "Local time", utc: "UTC" },
  "window.hours": { "24h": "24-hour clock", "12h": "12-hour clock" },
};

export function choiceName(setting: string, choice: string): string {
  return NAMES[setting]?.[choice] ?? capitalised(choice);
}
