// The formats in which an incident or a report can be copied, and how each is made.
import { t } from "../words/t";
import type { DeliveryErrorDetail, IncidentDetail } from "../bindings";
import { reportAsMarkdown } from "../format/as-markdown";
import { reportAsCurl } from "../format/report-as-curl";
import { exactJson, reportAsJson } from "../format/report-as-json";

/** `item` names it in a menu that also saves. */
export type CopyChoice = { words: string; item: string; hint: string; text: () => Promise<string | null> };

const ready = (make: () => string) => (): Promise<string> => Promise.resolve(make());

export function copiesOfReport(detail: DeliveryErrorDetail): CopyChoice[] {
  return [
    {
      words: t("copy-as-json"),
      item: t("copy-item-as-json"),
      hint: t("copy-hint-received"),
      text: ready(() => reportAsJson(detail)),
    },
    {
      words: t("copy-as-markdown"),
      item: t("copy-item-as-markdown"),
      hint: t("copy-hint-ticket"),
      text: ready(() => reportAsMarkdown(detail)),
    },
    {
      words: t("copy-as-curl"),
      item: t("copy-item-as-curl"),
      hint: t("copy-hint-curl"),
      text: ready(() => reportAsCurl(detail)),
    },
  ];
}

export function copiesOfIncident(
  detail: IncidentDetail,
  newest: () => Promise<DeliveryErrorDetail | null>,
  evidence: () => Promise<string>,
): CopyChoice[] {
  return [
    {
      words: t("copy-as-markdown"),
      item: t("copy-item-as-markdown"),
      hint: t("copy-hint-ticket"),
      text: evidence,
    },
    {
      words: t("copy-as-json"),
      item: t("copy-item-as-json"),
      hint: t("copy-hint-known"),
      text: ready(() => exactJson(detail)),
    },
    {
      words: t("copy-newest-as-curl"),
      item: t("copy-item-newest-as-curl"),
      hint: t("copy-hint-curl"),
      text: async () => {
        const report = await newest();
        return report && reportAsCurl(report);
      },
    },
  ];
}
