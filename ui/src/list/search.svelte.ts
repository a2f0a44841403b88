// The search box: the text, the filters that the app found in it, and the route that follows. The app does the
// search.
import type { Backend } from "../backend";
import type { Matches, QueryToken } from "../bindings";
import { throttle } from "../parts/throttle";
import { Completions } from "./completions.svelte";
import type { View } from "../session/route";
import type { Router } from "../session/router.svelte";

const PAUSE = 150;
/** How often the matches are counted again while reports arrive. */
const EVERY = 1_000;

export class Search {
  text = $state("");
  /** The filters of the last parsed text. */
  tokens = $state.raw<readonly QueryToken[]>([]);
  /** The search terms of its words, folded. */
  needles = $state.raw<readonly string[]>([]);
  /** The number of results in each view. Null without a search. */
  matches = $state.raw<Matches | null>(null);
  readonly completions: Completions;
  /** Something changed. Can be called any number of times. */
  readonly changed = throttle(EVERY, () => this.count());
  private read = "";
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** The query before the user began to type. "Back" leads there after Enter. */
  private before: string | null = null;
  private view: View | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly router: Router,
  ) {
    this.completions = new Completions(backend);
  }

  /** The route has changed. Text being typed is not overwritten by an earlier state of it. */
  follow(view: View, query: string): void {
    if (view !== this.view) this.forget();
    this.view = view;
    if (this.timer === null && query !== this.text.trim()) {
      this.text = query;
      this.before = null;
    }
    if (query !== this.read) this.matches = null;
    void this.understand(query);
    void this.count();
  }

  typed(text: string): void {
    this.text = text;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.settle("instead");
    }, PAUSE);
  }

  /** Enter: adds the search to the history. */
  commit(): void {
    this.settle("next");
  }

  set(text: string): void {
    this.text = text;
    this.settle("next");
  }

  /** Removes a filter. */
  without(token: QueryToken): void {
    const { read } = this;
    this.set(`${read.slice(0, token.start).trimEnd()} ${read.slice(token.end).trimStart()}`.trim());
  }

  /** Forgets what was typed for another view. */
  private forget(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.before = null;
  }

  private settle(how: "next" | "instead"): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const query = this.text.trim();
    const { query: shown } = this.router.route;
    if (how === "next") {
      if (this.before !== null && this.before !== query)
        this.router.change({ query: this.before }, "instead");
      this.before = null;
    } else {
      this.before ??= shown;
    }
    this.router.change({ query }, how);
  }

  private async understand(query: string): Promise<void> {
    this.read = query;
    if (query === "") {
      this.tokens = [];
      this.needles = [];
      return;
    }
    try {
      const { tokens, needles } = await this.backend.call("read_query", { query });
      if (this.read !== query) return;
      this.tokens = tokens;
      this.needles = needles;
    } catch {
      // The list fails with the same query and shows the problem.
      if (this.read !== query) return;
      this.tokens = [];
      this.needles = [];
    }
  }

  private async count(): Promise<void> {
    const query = this.read;
    const matches = query === "" ? null : await this.backend.call("matches", { query }).catch(() => null);
    if (query === this.read) this.matches = matches;
  }
}
