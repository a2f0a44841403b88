// How long an incident can be muted, in words and in minutes. Never reads the clock itself.

export type MuteChoice = { words: string; minutes: number };

const MORNING = 9;

export function muteChoices(now: Date): MuteChoice[] {
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING);
  return [
    { words: "1 hour", minutes: 60 },
    { words: "4 hours", minutes: 240 },
    { words: "Until tomorrow, 09:00", minutes: Math.ceil((tomorrow.getTime() - now.getTime()) / 60_000) },
    { words: "1 week", minutes: 7 * 24 * 60 },
  ];
}
