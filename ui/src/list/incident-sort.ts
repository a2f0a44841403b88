// How incidents are ordered, kept in the window's own storage, and by what they are alike.
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
    // It holds for this window only.
  }
}

/** By what "all like this" selects. */
export const ALIKE: readonly { by: Likeness; words: string }[] = [
  { by: "host", words: "Same host" },
  { by: "cause", words: "Same cause" },
  { by: "code", words: "Same code" },
];
