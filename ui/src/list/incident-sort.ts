// How incidents are ordered, kept in the window's own storage, and by what they are alike.
import { t } from "../words/t";
import type { IncidentSort, Likeness } from "../bindings";

const NAME = "incident-sort";

export const SORTS: readonly { sort: IncidentSort; words: string; short: string }[] = [
  {
    sort: "newest",
    get words() {
      return t("sort-newest");
    },
    get short() {
      return t("sort-newest-short");
    },
  },
  {
    sort: "count",
    get words() {
      return t("sort-count");
    },
    get short() {
      return t("sort-count-short");
    },
  },
  {
    sort: "first",
    get words() {
      return t("sort-first");
    },
    get short() {
      return t("sort-first-short");
    },
  },
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
  {
    by: "host",
    get words() {
      return t("alike-host");
    },
  },
  {
    by: "cause",
    get words() {
      return t("alike-cause");
    },
  },
  {
    by: "code",
    get words() {
      return t("alike-code");
    },
  },
];
