// Reports as Markdown, for a ticket or a chat. Text from the network is fenced or escaped so that it stays text. The
// body is always included.
import { t } from "../words/t";
import type { DeliveryErrorDetail } from "../bindings";
import { codeInWords } from "./codes";
import { exactUtc } from "./times";

/** The fence is longer than any run of backticks in the text. */
function fenced(text: string, kind = ""): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${kind}\n${text}\n${fence}`;
}

/** Inline code. A line break would end it. */
function inline(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  if (flat === "") return t("markdown-none");
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const tick = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${tick}${space}${flat}${space}${tick}`;
}

export function reportAsMarkdown(detail: DeliveryErrorDetail): string {
  const { error, body, body_base64 } = detail;
  const title = error.readable ? codeInWords(error.code) : t("markdown-unreadable");
  const kind = error.readable ? "json" : "";
  return [
    `### ${title}`,
    "",
    t("markdown-endpoint", { value: inline(error.endpoint) }),
    t("markdown-message", { value: inline(error.message) }),
    t("markdown-received", { value: exactUtc(error.received_at) }),
    t("markdown-id", { id: String(error.id), incident: String(error.incident_id) }),
    "",
    body_base64 === null ? fenced(body ?? "", kind) : fenced(body_base64, "base64"),
  ].join("\n");
}
