// Every endpoint that ever failed, as the endpoints view lists them.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { EndpointRow, Problem } from "../bindings";
import { throttle } from "../parts/throttle";
import { ListPosition } from "../parts/list-position.svelte";

const EVERY = 1_000;

export class EndpointList {
  rows = $state.raw<readonly EndpointRow[]>([]);
  loaded = $state(false);
  failed = $state.raw<Problem | null>(null);
  readonly position = new ListPosition();
  readonly changed = throttle(EVERY, async () => {
    if (this.loaded) await this.fetch();
  });
  private query = "";

  constructor(private readonly backend: Backend) {}

  get count(): number {
    return this.rows.length;
  }

  readonly idAt = (index: number): number | null => this.rows[index]?.latest.id ?? null;

  readonly indexOf = (id: number): number => this.rows.findIndex((row) => row.latest.id === id);

  toTop(): Promise<void> {
    this.position.handlers.toTop?.();
    return Promise.resolve();
  }

  async open(query: string): Promise<void> {
    if (query !== this.query) this.position.reset();
    this.query = query;
    await this.fetch();
  }

  /** A row has the id of its latest incident. With a new one it is still the row of that endpoint. */
  private followCursor(rows: readonly EndpointRow[]): void {
    const chosen = this.rows.find((row) => row.latest.id === this.position.cursor);
    const now = chosen && rows.find((row) => row.endpoint === chosen.endpoint);
    if (now) this.position.cursor = now.latest.id;
  }

  async fetch(): Promise<void> {
    const { query } = this;
    try {
      const rows = await this.backend.call("endpoints", { query });
      if (query !== this.query) return;
      this.followCursor(rows);
      this.rows = rows;
      this.loaded = true;
      this.failed = null;
    } catch (reason) {
      this.failed = asProblem("endpoints", reason);
    }
  }
}
