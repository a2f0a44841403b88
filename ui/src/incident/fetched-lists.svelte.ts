// Which lists of missed events the user has ticked off, for each incident. Kept in the window's local storage.

const NAME = "fetched-lists";
/** The maximum number of incidents. The oldest are dropped. */
const MAX_COUNT = 200;

type Fetched = Record<string, string[]>;

function read(): Fetched {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Fetched) : {};
  } catch {
    return {};
  }
}

export class FetchedLists {
  private all = $state.raw(read());

  has(incident: number, page: string): boolean {
    return this.all[incident]?.includes(page) ?? false;
  }

  set(incident: number, page: string, fetched: boolean): void {
    const others = (this.all[incident] ?? []).filter((other) => other !== page);
    const all: Fetched = { ...this.all, [incident]: fetched ? [...others, page] : others };
    // Numeric keys are sorted.
    const kept = Object.entries(all).filter(([, pages]) => pages.length > 0);
    this.all = Object.fromEntries(kept.slice(-MAX_COUNT));
    try {
      localStorage.setItem(NAME, JSON.stringify(this.all));
    } catch {
      // Without storage it is kept until the window closes.
    }
  }
}
