// The sections of the settings page, and its search.
import type { Setting } from "../bindings";
import { SETTINGS_SECTIONS, type SettingsSection } from "../session/route";

/** The titles are the settings' headings. */
export const TITLES: Readonly<Record<SettingsSection, string>> = {
  receiver: "Receiver",
  connection: "Connection",
  notifications: "Notifications",
  checks: "Checks",
  relay: "Relay",
  history: "History",
  appearance: "Appearance",
  startup: "Startup",
  diagnostics: "Diagnostics",
};

/** What the page contains besides settings, with the words for finding it. */
export const PARTS = {
  tunnel: {
    section: "connection",
    words: "tunnel public url ngrok tailscale ssh cloudflare bore connection",
  },
  rules: {
    section: "notifications",
    words: "alert rules never staging host endpoint sound urgency silence mute",
  },
  preview: { section: "notifications", words: "preview test notification send sound" },
  policy: { section: "notifications", words: "what alerts do when notified storm summary" },
  "relay-url": { section: "relay", words: "relay url copy hook webhook" },
  routes: { section: "relay", words: "relay routes path mode through catch keep retry" },
  "test-data": { section: "history", words: "test data simulated delete" },
  file: { section: "diagnostics", words: "settings file path toml" },
  diagnostics: { section: "diagnostics", words: "diagnostics logs version bug report" },
} as const satisfies Record<string, { section: SettingsSection; words: string }>;
export type Part = keyof typeof PARTS;

/** The section that shows a setting. */
export function sectionOf({ group }: Pick<Setting, "group">): SettingsSection | null {
  return SETTINGS_SECTIONS.find((section) => TITLES[section] === group) ?? null;
}

export type Found = { section: SettingsSection; settings: Setting[]; parts: Part[] };

/** The contents of a section, or with a search, its results in each section. */
export function found(settings: readonly Setting[], section: SettingsSection, search: string): Found[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const within = (one: SettingsSection): Found => ({
    section: one,
    settings: settings.filter(
      (setting) =>
        setting.group === TITLES[one] &&
        matches([setting.title, setting.help, setting.name, setting.group, ...setting.choices].join(" ")),
    ),
    parts: (Object.keys(PARTS) as Part[]).filter(
      (part) => PARTS[part].section === one && matches(`${PARTS[part].words} ${TITLES[one]}`),
    ),
  });
  if (words.length === 0) return [within(section)];
  return SETTINGS_SECTIONS.map(within).filter((one) => one.settings.length + one.parts.length > 0);
}
