// How long an incident can be muted, in words and minutes.
import { t } from "../words/t";

export type MuteChoice = { words: string; minutes: number };

const HOUR = 60;
const DAY = 24 * HOUR;

export const MUTE_CHOICES: readonly MuteChoice[] = [
  {
    get words() {
      return t("mute-hour");
    },
    minutes: HOUR,
  },
  {
    get words() {
      return t("mute-hours");
    },
    minutes: 8 * HOUR,
  },
  {
    get words() {
      return t("mute-day");
    },
    minutes: DAY,
  },
  {
    get words() {
      return t("mute-week");
    },
    minutes: 7 * DAY,
  },
];
