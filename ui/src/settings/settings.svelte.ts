// The settings page's state: the values in use, what is being typed, and what was rejected. A rejected value stays as
// typed. The app validates.
import { t } from "../words/t";
import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { AlertRule, Problem, Setting, SettingsView } from "../bindings";
import { withoutName } from "../format/problems";
import { inOrder } from "../parts/in-order";
import { throttle } from "../parts/throttle";
import { isTunnelSetting } from "./tunnel-settings";

const EVERY = 1_000;
const SHOWN = 2_000;

export class Settings {
  view = $state.raw<SettingsView | null>(null);
  failed = $state.raw<Problem | null>(null);
  /** Typed values that are not saved yet, by name. */
  private readonly drafts = new SvelteMap<string, string>();
  private readonly refused = new SvelteMap<string, Problem>();
  /** The setting that was just saved. */
  saved = $state<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** Values being saved, by name. They count as current, so that the next change builds on them. */
  private readonly underway = new SvelteMap<string, { value: string }>();
  private readonly inOrder = inOrder();
  readonly changed = throttle(EVERY, () => this.fetch());

  constructor(
    private readonly backend: Backend,
    private readonly announce: (text: string) => void,
  ) {}

  /** All but those of the connection page, in the order of the file. */
  readonly all = $derived((this.view?.settings ?? []).filter((setting) => !isTunnelSetting(setting)));

  async fetch(): Promise<void> {
    try {
      await this.inOrder(async () => {
        this.view = await this.backend.call("settings", {});
        this.failed = null;
      });
    } catch (reason) {
      this.failed = asProblem("settings", reason);
    }
  }

  /** The value in use, or about to be. */
  current({ name, value }: Setting): string {
    return this.underway.get(name)?.value ?? value;
  }

  /** The value that the field shows. */
  shown(setting: Setting): string {
    return this.drafts.get(setting.name) ?? this.current(setting);
  }

  problem(name: string): Problem | null {
    return this.refused.get(name) ?? null;
  }

  /** Marks the entered value as rejected. */
  refuse(name: string, problem: Problem): void {
    this.refused.set(name, problem);
  }

  type(name: string, text: string): void {
    this.drafts.set(name, text);
  }

  /** Discards what was typed. */
  forget(name: string): void {
    this.drafts.delete(name);
    this.refused.delete(name);
  }

  /** Saves what was typed. */
  async commit(setting: Setting): Promise<void> {
    const { name } = setting;
    const draft = this.drafts.get(name);
    // Enter and then leaving the field saves once.
    if (draft === undefined || this.underway.get(name)?.value === draft) return;
    if (draft.trim() === this.current(setting)) this.forget(name);
    else await this.set(name, draft);
  }

  /** Resets to the default. */
  async reset({ name }: Setting): Promise<void> {
    this.forget(name);
    await this.set(name, "");
  }

  async set(name: string, value: string): Promise<void> {
    const asked = { value };
    this.underway.set(name, asked);
    const isLatest = (): boolean => this.underway.get(name) === asked;
    try {
      await this.inOrder(async () => {
        this.view = await this.backend.call("set_setting", { name, value });
      });
      if (this.drafts.get(name) === value) this.drafts.delete(name);
      if (isLatest()) this.refused.delete(name);
      this.markSaved(name, t("saved-said"));
    } catch (reason) {
      const problem = withoutName(name, asProblem("set_setting", reason));
      // A rejected choice stays as well, unless another has been made since.
      if (isLatest()) {
        if (value !== "" && !this.drafts.has(name)) this.drafts.set(name, value);
        this.refused.set(name, problem);
      }
    }
    if (isLatest()) this.underway.delete(name);
  }

  /** Returns true if the key was replaced. The old key stays valid for `keep_old_hours`. */
  async replaceKey(name: string, keep_old_hours: number | null): Promise<boolean> {
    try {
      await this.inOrder(async () => {
        this.view = await this.backend.call("replace_key", { keep_old_hours });
      });
      this.forget(name);
      this.announce(t("key-replaced-said"));
      return true;
    } catch (reason) {
      this.refused.set(name, asProblem("replace_key", reason));
      return false;
    }
  }

  /** Saves what `change` makes of the alert rules. Returns the problem of a rule, if any. */
  async saveRules(change: (rules: readonly AlertRule[]) => AlertRule[]): Promise<Problem | null> {
    try {
      await this.inOrder(async () => {
        const rules = change(this.view?.alert_rules ?? []);
        this.view = await this.backend.call("save_alert_rules", { rules });
      });
      this.markSaved(RULES, t("saved-said"));
      return null;
    } catch (reason) {
      return withoutName("alerts.rule", asProblem("save_alert_rules", reason));
    }
  }

  private markSaved(name: string, words: string): void {
    this.saved = name;
    this.announce(words);
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.saved = null;
    }, SHOWN);
  }
}

/** The value of `saved` after the alert rules were saved. */
export const RULES = "alerts.rule";

/** The key is generated, not typed. */
export function isKey({ kind, name }: Setting): boolean {
  return kind === "secret" && /(^|[._])key$/.test(name);
}
