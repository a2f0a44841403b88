// How long an incident can be muted, in words and minutes.

export type MuteChoice = { words: string; minutes: number };

const HOUR = 60;
const DAY = 24 * HOUR;

export const MUTE_CHOICES: readonly MuteChoice[] = [
  { words: "For 1 hour", minutes: HOUR },
  { words: "For 8 hours", minutes: 8 * HOUR },
  { words: "For 1 day", minutes: DAY },
  { words: "For 1 week", minutes: 7 * DAY },
];
