// The state of the requests page: the relay's requests, the open one, and the actions on it.
import { asProblem, type Call } from "../backend";
import type { Commands, Comparison, Problem, RequestDetail, RequestPage, RequestRow } from "../bindings";
import { withoutName } from "../format/problems";
import { DetailLoader } from "../parts/detail-loader.svelte";
import type { ListNavigation } from "../parts/list-navigation";
import { ListPosition } from "../parts/list-position.svelte";
import { throttle } from "../parts/throttle";
import type { Session } from "../session/session.svelte";
import { routeHash } from "../session/route";

/** The minimum time between two loads after changes, in milliseconds. */
const EVERY = 500;
const PAGE = 200;
/** The maximum number of rows per call. */
const MOST = 500;

/** `with` is null while the other request is being chosen. */
export type Compared = {
  open: number;
  with: number | null;
  result: Comparison | null;
  problem: Problem | null;
};

/** What to send instead of the original. Null: the original. */
export type Edited = { target: string | null; body: string | null };

export class Requests {
  readonly position = new ListPosition();
  readonly open: DetailLoader<RequestDetail>;
  page = $state.raw<RequestPage | null>(null);
  rows = $state.raw<readonly RequestRow[]>([]);
  failed = $state.raw<Problem | null>(null);
  /** True while a replay is running. */
  replaying = $state(false);
  /** The fixture that was written last, and its request. */
  saved = $state.raw<{ id: number; path: string } | null>(null);
  /** The request that the open one is compared with, if any. */
  compared = $state.raw<Compared | null>(null);
  /** True while a command to the queue is running. */
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
      const limit = Math.min(MOST, Math.max(PAGE, this.rows.length));
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
    if (this.replaying) return null;
    this.replaying = true;
    try {
      await this.session.backend.call("replay_request", { id, ...edited });
      this.session.announce("Sent again. The answer is the last attempt.");
      return null;
    } catch (reason) {
      return asProblem("replay_request", reason);
    } finally {
      this.replaying = false;
      await this.open.again();
    }
  }

  /** Writes its body into the downloads folder. */
  async saveFixture(id: number): Promise<void> {
    const { attempt, backend } = this.session;
    const saved = await attempt("save_fixture", () => backend.call("save_fixture", { id }));
    if (!saved) return;
    this.saved = { id, path: saved.answer };
    this.session.announce(`Saved as ${saved.answer}.`);
  }

  /** Copies it as a shell command. */
  async copyCurl(id: number): Promise<void> {
    const { attempt, backend, clipboard } = this.session;
    const made = await attempt("request_as_curl", () => backend.call("request_as_curl", { id }));
    if (made) await clipboard.copy("request-curl", made.answer);
  }

  /** Compares the bodies, from the older to the newer. Null: with a request that is still to be chosen. */
  async compare(open: number, other: number | null): Promise<void> {
    const begun: Compared = { open, with: other, result: null, problem: null };
    this.compared = begun;
    if (other === null) return;
    const [first, second] = [Math.min(open, other), Math.max(open, other)];
    try {
      const result = await this.session.backend.call("compare_requests", { first, second });
      if (this.compared === begun) this.compared = { ...begun, result };
    } catch (reason) {
      if (this.compared === begun)
        this.compared = { ...begun, problem: asProblem("compare_requests", reason) };
    }
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
