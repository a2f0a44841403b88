// Alert rules that are made of a saved search: how to notify about what it finds.
import type { AlertRule } from "../bindings";
import type { MenuItem } from "../parts/MenuList.svelte";
import type { Session } from "../session/session.svelte";

type Treatment = Omit<AlertRule, "match" | "search">;

const CHOICES: readonly { words: string; name: string; treatment: Treatment }[] = [
  { words: "Notify normally", name: "normally", treatment: { notify: true, sound: true, urgency: "usual" } },
  { words: "Notify loudly", name: "loudly", treatment: { notify: true, sound: true, urgency: "critical" } },
  { words: "Notify silently", name: "silently", treatment: { notify: true, sound: false, urgency: "usual" } },
  { words: "Never notify", name: "never", treatment: { notify: false, sound: true, urgency: "usual" } },
];

/** The rule of a search comes first, so that it decides. One that is there already keeps its place. */
function withRule(rules: readonly AlertRule[], rule: AlertRule): AlertRule[] {
  const at = rules.findIndex(({ search }) => search === rule.search);
  return at === -1 ? [rule, ...rules] : rules.with(at, rule);
}

/** What a menu offers for the incidents that a search finds. */
export function notifyItems(session: Session, search: string): MenuItem[] {
  const { attempt, backend } = session;
  return CHOICES.map(({ words, name, treatment }) => ({
    words,
    act: () => {
      void attempt("save_alert_rules", async () => {
        const { alert_rules: rules } = await backend.call("settings", {});
        const rule = { match: "", search, ...treatment };
        await backend.call("save_alert_rules", { rules: withRule(rules, rule) });
        session.flash("Saved. Settings › Notifications lists it.");
      });
    },
    testid: `notify-${name}`,
  }));
}
