// The state of the requests page: what came to the relay, the open request, and what is done with it.
import { t } from "../words/t";
import { asProblem, type Call } from "../backend";
import type { Commands, Problem, ReplayPlan, RequestDetail, RequestPage, RequestRow } from "../bindings";
import { withoutName } from "../format/problems";
import { Comparing } from "../parts/comparing.svelte";
import { DetailLoader } from "../parts/detail-loader.svelte";
import type { ListNavigation } from "../parts/list-navigation";
import { ListPosition } from "../parts/list-position.svelte";
import { throttle } from "../parts/throttle";
import type { Session } from "../session/session.svelte";
import { routeHash } from "../session/route";
import { Selection } from "./selection.svelte";
import { isReward } from "./words";

/** The minimum time between two loads after changes, in milliseconds. */
const EVERY = 500;
const PAGE = 200;
/** The maximum number of rows per call. */
const MAX_COUNT = 500;

/** What is sent instead of what came. Null: the same. */
export type Edited = { target: string | null; body: string | null };

export class Requests {
  readonly position = new ListPosition();
  readonly open: DetailLoader<RequestDetail>;
  readonly selection: Selection;
  page = $state.raw<RequestPage | null>(null);
  rows = $state.raw<readonly RequestRow[]>([]);
  failed = $state.raw<Problem | null>(null);
  /** The request that is being sent again. */
  replaying = $state<number | null>(null);
  /** The reward of which it is asked whether to send it again. */
  asking = $state<number | null>(null);
  /** The request that could not be sent again last, and why. */
  refused = $state.raw<{ id: number; problem: Problem } | null>(null);
  /** The fixture that was written last, and its request. */
  saved = $state.raw<{ id: number; path: string } | null>(null);
  readonly comparing: Comparing;
  /** The replay of several whose outcome was read, by its number. */
  dismiss = $state(0);
  /** The queue is being told something. */
  busy = $state(false);
  private query = "";
  private asked = 0;
  private whole = false;
  private loadingOlder = false;
  private readonly listChanged = throttle(EVERY, () => void this.fetch());

  constructor(
    readonly session: Session,
    readonly navigation: ListNavigation,
  ) {
    this.comparing = new Comparing("compare_requests", (first, second) =>
      session.backend.call("compare_requests", { first, second }),
    );
    this.selection = new Selection({
      rows: () => this.rows,
      current: () => session.router.route.request ?? this.position.cursor,
    });
    this.open = new DetailLoader("request", (id) => session.backend.call("request", { id }), EVERY);
  }

  get count(): number {
    return this.rows.length;
  }

  readonly idAt = (index: number): number | null => this.rows[index]?.id ?? null;
  readonly indexOf = (id: number): number => this.rows.findIndex((row) => row.id === id);

  toTop(): Promise<void> {
    this.position.handlers.toTop?.();
    return Promise.resolve();
  }

  /** Something changed. Can be called any number of times. */
  changed(): void {
    this.listChanged();
    this.open.changed();
  }

  stop(): void {
    this.listChanged.stop();
    this.open.changed.stop();
  }

  async search(query: string): Promise<void> {
    if (query !== this.query) {
      this.query = query;
      this.selection.clear();
      this.rows = [];
      this.page = null;
      this.position.reset();
    }
    await this.fetch();
  }

  typed(query: string): void {
    this.session.router.go(routeHash({ view: "requests", query }), "instead");
  }

  /** Reloads the newest requests. Older ones that were loaded stay. */
  async fetch(): Promise<void> {
    const asked = ++this.asked;
    try {
      const limit = Math.min(MAX_COUNT, Math.max(PAGE, this.rows.length));
      const page = await this.session.backend.call("requests", { query: this.query, before: null, limit });
      if (asked !== this.asked) return;
      const oldest = page.rows.at(-1)?.id ?? 0;
      const older = page.rows.length < limit ? [] : this.rows.filter((row) => row.id < oldest);
      this.whole = page.rows.length < limit;
      this.rows = [...page.rows, ...older];
      this.page = page;
      this.failed = null;
    } catch (reason) {
      if (asked === this.asked) this.failed = asProblem("requests", reason);
    }
  }

  /** Loads older requests near the end of the list. */
  async near(to: number): Promise<void> {
    const before = this.rows.at(-1)?.id;
    if (this.whole || this.loadingOlder || before === undefined || to < this.rows.length - 50) return;
    this.loadingOlder = true;
    const { query } = this;
    try {
      const page = await this.session.backend.call("requests", { query, before, limit: PAGE });
      if (query !== this.query || this.rows.at(-1)?.id !== before) return;
      this.whole = page.rows.length < PAGE;
      this.rows = [...this.rows, ...page.rows];
    } catch (reason) {
      this.failed = asProblem("requests", reason);
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Sends it again. Returns the problem, if any. */
  async replay(id: number, edited: Edited = { target: null, body: null }): Promise<Problem | null> {
    if (this.replaying !== null) return null;
    this.replaying = id;
    try {
      await this.session.backend.call("replay_request", { id, ...edited });
      this.session.announce(t("replayed-said"));
      return null;
    } catch (reason) {
      return asProblem("replay_request", reason);
    } finally {
      this.replaying = null;
      await this.open.again();
    }
  }

  /** Opens it and sends it again; a reward, once that is confirmed in its pane. */
  async openAndReplay(id: number): Promise<void> {
    this.navigation.open("requests", id);
    await this.open.show(id);
    const { detail } = this.open;
    if (detail?.id !== id) return;
    if (isReward(detail)) this.asking = id;
    else await this.replayAsItCame(id);
  }

  /** Sends it again as it came. What is wrong is kept with it: another one may be open by then. */
  async replayAsItCame(id: number): Promise<void> {
    if (this.replaying !== null) return;
    this.refused = null;
    const problem = await this.replay(id);
    this.refused = problem && { id, problem };
  }

  /** What a replay of these would send; null: of all that the search finds. Or why that can't be told. */
  async planReplay(ids: readonly number[] | null): Promise<ReplayPlan | Problem> {
    try {
      const { query } = this;
      return await this.session.backend.call("plan_replay", { ids: ids && [...ids], query });
    } catch (reason) {
      return asProblem("plan_replay", reason);
    }
  }

  /** Begins to send these once more, one after the other. Returns what is wrong. */
  async replayMany(ids: readonly number[]): Promise<Problem | null> {
    try {
      await this.session.backend.call("start_replays", { ids: [...ids] });
    } catch (reason) {
      return asProblem("start_replays", reason);
    }
    this.selection.clear();
    this.session.announce(t("replay-started"));
    await this.fetch();
    return null;
  }

  async stopReplay(): Promise<void> {
    await this.tell("stop_replays", {});
  }

  /** Opens one of two requests, compared with the other. */
  comparePair(open: number, other: number): void {
    this.selection.clear();
    this.navigation.open("requests", open);
    void this.comparing.compare(open, other);
  }

  /** Moves the cursor down or up and extends the selection to it. */
  extendSelection(by: 1 | -1): void {
    const from = this.position.cursor;
    if (from !== null && this.indexOf(from) !== -1 && this.selection.ids.size === 0)
      this.selection.toggle(from);
    const to = this.navigation.move("requests", by);
    if (to !== null) this.selection.reach(to);
  }

  /** Writes its body into the downloads folder. */
  async saveFixture(id: number): Promise<void> {
    const { attempt, backend } = this.session;
    const saved = await attempt("save_fixture", () => backend.call("save_fixture", { id }));
    if (!saved) return;
    this.saved = { id, path: saved.answer };
    this.session.announce(t("evidence-saved-said", { path: saved.answer }));
  }

  /** Copies it as a shell command. */
  async copyCurl(id: number): Promise<void> {
    const { attempt, backend, clipboard } = this.session;
    const made = await attempt("request_as_curl", () => backend.call("request_as_curl", { id }));
    if (made) await clipboard.copy("request-curl", made.answer);
  }

  /** Compares it with the one before it of the same path, as far as they are loaded. */
  async compareBefore(open: number): Promise<void> {
    const path = this.rows.find(({ id }) => id === open)?.path;
    const before = this.rows.find((row) => row.id < open && row.path === path);
    if (before) await this.comparing.compare(open, before.id);
    else
      this.comparing.fail(open, {
        what: t("compare-none-what"),
        meaning: t("compare-none-meaning"),
        remedy: t("compare-another"),
      });
  }

  /** Tries all waiting requests now. */
  async tryNow(): Promise<void> {
    await this.tell("try_requests", {});
  }

  /** Pauses or resumes the queue. */
  async pause(paused: boolean): Promise<void> {
    await this.tell("pause_requests", { paused });
  }

  /** Sets one setting of the relay. Returns the problem of an invalid value. */
  async set(name: string, value: string): Promise<Problem | null> {
    this.busy = true;
    try {
      await this.session.backend.call("set_setting", { name, value });
      await this.fetch();
      return null;
    } catch (reason) {
      return withoutName(name, asProblem("set_setting", reason));
    } finally {
      this.busy = false;
    }
  }

  private async tell<K extends Call>(name: K, args: Commands[K]["args"]): Promise<void> {
    this.busy = true;
    await this.session.attempt(name, () => this.session.backend.call(name, args));
    await this.fetch();
    this.busy = false;
  }

  close(): void {
    this.session.router.change({ request: null });
    this.navigation.focus("requests");
  }
}
