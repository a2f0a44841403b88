// The team: whether its server can be reached, and the incidents of colleagues.
import type { TeamView } from "../bindings";
import type { Session } from "../session/session.svelte";
import { throttle } from "../parts/throttle";

const EVERY = 1_000;

export class Team {
  view = $state.raw<TeamView>({ link: { state: "off" }, name: "", machines: [], waiting: 0, incidents: [] });
  readonly changed = throttle(EVERY, () => this.fetch());

  constructor(private readonly session: Pick<Session, "backend" | "attempt">) {}

  async fetch(): Promise<void> {
    try {
      this.view = await this.session.backend.call("team", {});
    } catch {
      // What was there stays. Nobody asked for this look, so it takes no place from another problem.
    }
  }

  /** For everybody. */
  async acknowledge(id: number): Promise<void> {
    const { backend, attempt } = this.session;
    const done = await attempt("acknowledge_for_team", () =>
      backend.call("acknowledge_for_team", { ids: [id] }),
    );
    if (done) await this.fetch();
  }
}
