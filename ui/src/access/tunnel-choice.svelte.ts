// Choosing a tunnel: the offers, the one that is picked, and saving it. Values are saved before the kind, so the tunnel
// starts with what was entered. The app decides whether a value is valid.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Offer, Problem, Setting, TunnelKind } from "../bindings";
import { settingWords } from "../settings/setting-words";
import type { Settings } from "../settings/settings.svelte";
import { FIELDS, KIND } from "../settings/tunnel-settings";

/** Kinds that may be preselected: they need no input, and nobody in between can read the reports. */
const UNASKED: readonly TunnelKind[] = ["tailscale", "ngrok", "cloudflared"];

export class TunnelChoice {
  offers = $state.raw<readonly Offer[] | null>(null);
  failed = $state.raw<Problem | null>(null);
  /** Loading the offers. The app asks each program for its version, which takes a moment. */
  looking = $state(false);
  saving = $state(false);
  /** The user's choice, if any. */
  private picked = $state<TunnelKind | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly settings: Settings,
  ) {}

  /** The kind in use, or "". */
  readonly inForce = $derived.by(() => this.setting(KIND)?.value ?? "");

  readonly kind = $derived.by((): TunnelKind | null => {
    if (this.picked !== null) return this.picked;
    const offers = this.offers ?? [];
    const usable = offers.filter((offer) => offer.found);
    return (
      offers.find((offer) => offer.kind === this.inForce) ??
      usable.find((offer) => offer.already !== null) ??
      usable.find((offer) => UNASKED.includes(offer.kind))
    )?.kind ?? null; // prettier-ignore
  });

  async refresh(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      this.offers = await this.backend.call("tunnel_offers", {});
      this.failed = null;
    } catch (reason) {
      this.failed = asProblem("tunnel_offers", reason);
    }
    this.looking = false;
  }

  pick(kind: TunnelKind): void {
    this.picked = kind;
    this.settings.forget(KIND);
  }

  fields(kind: TunnelKind): { setting: Setting; needed: boolean }[] {
    return FIELDS[kind].flatMap(({ name, needed }) => {
      const setting = this.setting(name);
      return setting ? [{ setting, needed }] : [];
    });
  }

  /** Saves the values and opens this tunnel. Returns the field that was rejected, if any. */
  async open(kind: TunnelKind): Promise<{ refused: string } | null> {
    if (this.saving) return null;
    this.saving = true;
    try {
      const refused = await this.save(kind);
      return refused === null ? null : { refused };
    } finally {
      this.saving = false;
    }
  }

  /** Removes the tunnel. */
  async close(): Promise<void> {
    this.picked = null;
    await this.settings.set(KIND, "");
  }

  private async save(kind: TunnelKind): Promise<string | null> {
    const fields = this.fields(kind);
    const entered = (setting: Setting): string => this.settings.shown(setting).trim();
    const missing = fields.find((field) => field.needed && entered(field.setting) === "");
    if (missing) {
      const { name } = missing.setting;
      const { title } = settingWords(missing.setting);
      this.settings.refuse(name, {
        what: t("tunnel-field-empty", { field: title }),
        meaning: t("tunnel-field-needed"),
        remedy: t("tunnel-field-enter"),
      });
      return name;
    }
    let changed = this.inForce !== kind;
    for (const { setting } of fields) {
      const { name, value } = setting;
      changed ||= this.settings.shown(setting).trim() !== value;
      await this.settings.commit(setting);
      if (this.settings.problem(name)) return name;
    }
    // Nothing changed, so the user wants a restart.
    if (changed) await this.settings.set(KIND, kind);
    else await this.restart();
    return this.settings.problem(KIND) ? KIND : null;
  }

  private async restart(): Promise<void> {
    try {
      await this.backend.call("restart_tunnel", {});
    } catch (reason) {
      this.settings.refuse(KIND, asProblem("restart_tunnel", reason));
    }
  }

  private setting(name: string): Setting | null {
    return this.settings.view?.settings.find((one) => one.name === name) ?? null;
  }
}
