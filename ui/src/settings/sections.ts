// The sections of the settings page, and its search.
import type { Setting } from "../bindings";
import { wordsOf } from "../words/t";
import { settingWords } from "./setting-words";
import { SETTINGS_SECTIONS, type SettingsSection } from "../session/route";

/** The settings' headings, by which the app names them. */
const GROUPS: Readonly<Record<SettingsSection, string>> = {
  receiver: "Receiver",
  connection: "Connection",
  notifications: "Notifications",
  targets: "Targets",
  checks: "Checks",
  relay: "Relay",
  team: "Team",
  history: "History",
  appearance: "Appearance",
  startup: "Startup",
  diagnostics: "Diagnostics",
};

export const TITLES: Readonly<Record<SettingsSection, string>> = wordsOf({
  receiver: "section-receiver",
  connection: "section-connection",
  notifications: "section-notifications",
  targets: "section-targets",
  checks: "section-checks",
  relay: "section-relay",
  team: "section-team",
  history: "section-history",
  appearance: "section-appearance",
  startup: "section-startup",
  diagnostics: "section-diagnostics",
});

/** What is on the page besides settings, with the words by which it is found. */
export const PARTS = {
  tunnel: {
    section: "connection",
    words: "tunnel public url ngrok tailscale ssh cloudflare bore connection",
  },
  projects: {
    section: "connection",
    words: "projects merchants tokens staging production colour mute quiet hours",
  },
  rules: {
    section: "notifications",
    words: "alert rules never staging host endpoint sound urgency silence mute",
  },
  preview: { section: "notifications", words: "preview test notification send sound" },
  policy: { section: "notifications", words: "what alerts do when notified storm summary" },
  targets: {
    section: "targets",
    words: "targets pass on team slack teams discord telegram ntfy gotify mail webhook command test",
  },
  team: { section: "team", words: "team server postgresql connection test colleagues" },
  "relay-url": { section: "relay", words: "relay url copy hook webhook" },
  routes: { section: "relay", words: "relay routes path mode through catch keep retry" },
  "test-data": { section: "history", words: "test data simulated delete" },
  file: { section: "diagnostics", words: "settings file path toml" },
  diagnostics: { section: "diagnostics", words: "diagnostics logs version bug report" },
} as const satisfies Record<string, { section: SettingsSection; words: string }>;
export type Part = keyof typeof PARTS;

/** The section that shows a setting. */
export function sectionOf({ group }: Pick<Setting, "group">): SettingsSection | null {
  return SETTINGS_SECTIONS.find((section) => GROUPS[section] === group) ?? null;
}

/** What that section is called; the app's heading if the page has none of it. */
export function titleOf(setting: Pick<Setting, "group">): string {
  const section = sectionOf(setting);
  return section === null ? setting.group : TITLES[section];
}

/** A setting is found in the language of the window and in the app's. */
function textOf(setting: Setting, section: SettingsSection): string {
  const { title, help } = settingWords(setting);
  const own = [setting.title, setting.help, setting.name, setting.group, ...setting.choices];
  return [...own, title, help, TITLES[section]].join(" ");
}

export type Found = { section: SettingsSection; settings: Setting[]; parts: Part[] };

/** The contents of a section, or with a search, its results in each section. */
export function found(settings: readonly Setting[], section: SettingsSection, search: string): Found[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const within = (one: SettingsSection): Found => ({
    section: one,
    settings: settings.filter((setting) => setting.group === GROUPS[one] && matches(textOf(setting, one))),
    parts: (Object.keys(PARTS) as Part[]).filter(
      (part) => PARTS[part].section === one && matches(`${PARTS[part].words} ${GROUPS[one]} ${TITLES[one]}`),
    ),
  });
  if (words.length === 0) return [within(section)];
  return SETTINGS_SECTIONS.map(within).filter((one) => one.settings.length + one.parts.length > 0);
}
