// Alert rules that are made of a saved search: how to notify about what it finds.
import type { AlertRule } from "../bindings";
import type { MenuItem } from "../parts/MenuList.svelte";
import type { Session } from "../session/session.svelte";
import { t } from "../words/t";

type Treatment = Omit<AlertRule, "match" | "search">;

const choicesNow = (): readonly { words: string; name: string; treatment: Treatment }[] => [
  {
    words: t("notify-normally-choice"),
    name: "normally",
    treatment: { notify: true, sound: true, urgency: "usual" },
  },
  {
    words: t("notify-loudly-choice"),
    name: "loudly",
    treatment: { notify: true, sound: true, urgency: "critical" },
  },
  {
    words: t("notify-silently-choice"),
    name: "silently",
    treatment: { notify: true, sound: false, urgency: "usual" },
  },
  {
    words: t("notify-never-choice"),
    name: "never",
    treatment: { notify: false, sound: true, urgency: "usual" },
  },
];

/** The rule of a search comes first, so that it decides. One that is there already keeps its place. */
function withRule(rules: readonly AlertRule[], rule: AlertRule): AlertRule[] {
  const at = rules.findIndex(({ search }) => search === rule.search);
  return at === -1 ? [rule, ...rules] : rules.with(at, rule);
}

/** What a menu offers for the incidents that a search finds. */
export function notifyItems(session: Session, search: string): MenuItem[] {
  const { attempt, backend } = session;
  return choicesNow().map(({ words, name, treatment }) => ({
    words,
    act: () => {
      void attempt("save_alert_rules", async () => {
        const { alert_rules: rules } = await backend.call("settings", {});
        const rule = { match: "", search, ...treatment };
        await backend.call("save_alert_rules", { rules: withRule(rules, rule) });
        session.flash(t("notify-saved"));
      });
    },
    testid: `notify-${name}`,
  }));
}
