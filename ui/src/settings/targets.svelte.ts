// The targets on the settings page: the list, and what was refused.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Problem, TargetForm, TargetRow } from "../bindings";
import { withoutName } from "../format/problems";
import { throttle } from "../parts/throttle";

const EVERY = 1_000;

export class Targets {
  rows = $state.raw<TargetRow[] | null>(null);
  /** Why they could not be loaded. */
  failed = $state.raw<Problem | null>(null);
  /** The target that is being tested. */
  testing = $state<string | null>(null);
  /** Why the last test of a target failed. */
  refused = $state.raw<{ name: string; problem: Problem } | null>(null);
  readonly changed = throttle(EVERY, () => void this.fetch());

  constructor(
    private readonly backend: Backend,
    private readonly announce: (text: string) => void,
  ) {}

  async fetch(): Promise<void> {
    try {
      this.rows = await this.backend.call("targets", {});
      this.failed = null;
    } catch (reason) {
      this.failed = asProblem("targets", reason);
    }
  }

  /** `before`: the name of the one that changes; null: a new one. Returns what is wrong with it. */
  async save(before: string | null, form: TargetForm): Promise<Problem | null> {
    try {
      this.rows = await this.backend.call("save_target", { before, form });
      this.announce(t("saved-said"));
      return null;
    } catch (reason) {
      return withoutName("target", asProblem("save_target", reason));
    }
  }

  /** Whether secrets can be kept in the system's keyring. */
  async hasKeyring(): Promise<boolean> {
    try {
      return await this.backend.call("has_keyring", {});
    } catch {
      return false;
    }
  }

  async remove(name: string): Promise<boolean> {
    try {
      this.rows = await this.backend.call("remove_target", { name });
      return true;
    } catch (reason) {
      this.refused = { name, problem: asProblem("remove_target", reason) };
      return false;
    }
  }

  async test(name: string): Promise<void> {
    this.testing = name;
    this.refused = null;
    try {
      this.rows = await this.backend.call("test_target", { name });
      this.announce(t("target-test-ask"));
    } catch (reason) {
      this.refused = { name, problem: asProblem("test_target", reason) };
    }
    this.testing = null;
  }

  async answer(name: string, appeared: boolean): Promise<void> {
    try {
      this.rows = await this.backend.call("answer_target_test", { name, appeared });
    } catch (reason) {
      this.refused = { name, problem: asProblem("answer_target_test", reason) };
    }
  }
}
