// The formats in which an incident or a report can be copied, and how each is generated.
import type { DeliveryErrorDetail, IncidentDetail } from "../bindings";
import { reportAsMarkdown } from "../format/as-markdown";
import { reportAsCurl } from "../format/report-as-curl";
import { exactJson, reportAsJson } from "../format/report-as-json";

export type CopyChoice = { words: string; hint: string; text: () => Promise<string | null> };

const ready = (make: () => string) => (): Promise<string> => Promise.resolve(make());

export function copiesOfReport(detail: DeliveryErrorDetail): CopyChoice[] {
  return [
    { words: "As JSON", hint: "Everything that was received", text: ready(() => reportAsJson(detail)) },
    { words: "As Markdown", hint: "For a ticket or a chat", text: ready(() => reportAsMarkdown(detail)) },
    { words: "As curl", hint: "Sends it to $RECEIVER_URL again", text: ready(() => reportAsCurl(detail)) },
  ];
}

export function copiesOfIncident(
  detail: IncidentDetail,
  newest: () => Promise<DeliveryErrorDetail | null>,
  evidence: () => Promise<string>,
): CopyChoice[] {
  return [
    { words: "As Markdown", hint: "For a ticket or a chat", text: evidence },
    { words: "As JSON", hint: "Everything known about it", text: ready(() => exactJson(detail)) },
    {
      words: "Newest report as curl",
      hint: "Sends it to $RECEIVER_URL again",
      text: async () => {
        const report = await newest();
        return report && reportAsCurl(report);
      },
    },
  ];
}
