// The user's saved searches with their numbers of results. Kept in the window's local storage.
import type { Backend } from "../backend";
import { throttle } from "../parts/throttle";
import { holdsIncidents, type Route, type View } from "../session/route";

export type SavedSearch = { view: View; query: string };

const NAME = "saved-searches";
/** The maximum number, because each is counted. */
const MAX_COUNT = 10;
/** How often they are counted while reports arrive, in milliseconds. */
const EVERY = 5_000;

function isSaved(value: unknown): value is SavedSearch {
  if (typeof value !== "object" || value === null) return false;
  const { view, query } = value as Partial<SavedSearch>;
  return typeof query === "string" && query !== "" && canBeSaved({ view: view as View, query });
}

function read(): SavedSearch[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isSaved).slice(0, MAX_COUNT) : [];
  } catch {
    return [];
  }
}

function canBeSaved({ view, query }: SavedSearch): boolean {
  return query !== "" && (holdsIncidents(view) || view === "errors");
}

const keyOf = ({ view, query }: SavedSearch): string => `${view} ${query}`;

export class SavedSearches {
  all = $state.raw<readonly SavedSearch[]>(read());
  private counts = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Something changed. Can be called any number of times. */
  readonly changed = throttle(EVERY, () => this.count());

  constructor(private readonly backend: Backend) {}

  has(search: SavedSearch): boolean {
    return this.all.some((one) => keyOf(one) === keyOf(search));
  }

  canSave(route: Pick<Route, "view" | "query">): boolean {
    return canBeSaved(route) && this.all.length < MAX_COUNT;
  }

  /** Null until it was counted. */
  countOf(search: SavedSearch): number | null {
    return this.counts.get(keyOf(search)) ?? null;
  }

  async save({ view, query }: SavedSearch): Promise<void> {
    if (!this.canSave({ view, query }) || this.has({ view, query })) return;
    this.keep([...this.all, { view, query }]);
    await this.count();
  }

  remove(search: SavedSearch): void {
    this.keep(this.all.filter((one) => keyOf(one) !== keyOf(search)));
  }

  private keep(all: readonly SavedSearch[]): void {
    this.all = all;
    try {
      localStorage.setItem(NAME, JSON.stringify(all));
    } catch {
      // Without storage they are kept until the window closes.
    }
  }

  private async count(): Promise<void> {
    const counted = await Promise.all(
      this.all.map(async (search): Promise<[string, number][]> => {
        const { view, query } = search;
        const matches = await this.backend.call("matches", { query }).catch(() => null);
        const count = matches && (holdsIncidents(view) ? matches[view] : matches.errors);
        return count === null ? [] : [[keyOf(search), count]];
      }),
    );
    this.counts = new Map(counted.flat());
  }
}
