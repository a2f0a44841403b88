// The sort order of incidents, kept in the window's local storage, and the criteria of similarity.
import type { IncidentSort, Likeness } from "../bindings";

const NAME = "incident-sort";

export const SORTS: readonly { sort: IncidentSort; words: string; short: string }[] = [
  { sort: "newest", words: "Latest report first", short: "Latest" },
  { sort: "count", words: "Most reports first", short: "Most" },
  { sort: "first", words: "First failed first", short: "First" },
];

export function keptSort(): IncidentSort {
  try {
    const kept = localStorage.getItem(NAME);
    return SORTS.find(({ sort }) => sort === kept)?.sort ?? "newest";
  } catch {
    return "newest";
  }
}

export function keepSort(sort: IncidentSort): void {
  try {
    localStorage.setItem(NAME, sort);
  } catch {
    // Without storage it applies to this window only.
  }
}

/** The criteria of "all like this". */
export const ALIKE: readonly { by: Likeness; words: string }[] = [
  { by: "host", words: "Same host" },
  { by: "cause", words: "Same cause" },
  { by: "code", words: "Same code" },
];
