// The kinds of target, and what each has in the form. The app validates.
import type { TargetKind } from "../bindings";

/** A field of a kind, by its name in the settings. */
export type Field = {
  name: string;
  words: string;
  example?: string;
  /** It is shown to nobody. */
  secret?: boolean;
  /** It may have several lines. */
  lines?: boolean;
  choices?: readonly string[];
};

const url = (example: string): Field => ({ name: "url", words: "target-url", example, secret: true });
const token: Field = { name: "token", words: "target-token", secret: true };

export const KINDS: Readonly<Record<TargetKind, { words: string; fields: readonly Field[] }>> = {
  slack: { words: "target-slack", fields: [url("https://hooks.slack.com/services/…")] },
  teams: { words: "target-teams", fields: [url("https://….logic.azure.com/workflows/…")] },
  discord: { words: "target-discord", fields: [url("https://discord.com/api/webhooks/…")] },
  telegram: {
    words: "target-telegram",
    fields: [token, { name: "chat", words: "target-chat", example: "-1001234567890" }],
  },
  ntfy: { words: "target-ntfy", fields: [url("https://ntfy.sh/our-alerts"), token] },
  gotify: { words: "target-gotify", fields: [url("https://gotify.example.com"), token] },
  mail: {
    words: "target-mail",
    fields: [
      { name: "server", words: "target-server", example: "smtp.example.com:587" },
      { name: "tls", words: "target-tls", choices: ["starttls", "tls", "none"] },
      { name: "user", words: "target-user" },
      { name: "password", words: "target-password", secret: true },
      { name: "from", words: "target-from", example: "alerts@example.com" },
      { name: "to", words: "target-to", example: "ops@example.com, dev@example.com" },
    ],
  },
  url: {
    words: "target-any-url",
    fields: [
      url("https://example.com/incidents"),
      { name: "secret", words: "target-signing", example: "whsec_…", secret: true },
    ],
  },
  command: {
    words: "target-command",
    fields: [
      { name: "command", words: "target-program", example: "/usr/local/bin/tell-the-team", lines: true },
    ],
  },
};
