// Which rows of a list are drawn, and where: every row has one height, so this is arithmetic and costs the
// same for a million rows as for ten. Never measures anything.

/** Engines stop placing things beyond some 33 million pixels; past this the list is scrolled through faster. */
export const TALLEST = 16_000_000;

export type VisibleRows = {
  /** The first row drawn, and the row after the last. */
  from: number;
  to: number;
  /** The height that the list scrolls over. */
  height: number;
  /** Where the first drawn row stands. */
  top: number;
};

export type Scroll = { top: number; height: number };

function ratio(count: number, row: number, view: number): number {
  const whole = count * row;
  return whole <= TALLEST ? 1 : (whole - view) / (TALLEST - view);
}

/** What to draw of `count` rows at this scroll position, with some spare rows on both sides. */
export function visibleRows(count: number, row: number, scroll: Scroll, spare: number): VisibleRows {
  const height = Math.min(count * row, TALLEST);
  const most = Math.max(0, height - scroll.height);
  const top = Math.min(Math.max(0, scroll.top), most);
  const offset = top * ratio(count, row, scroll.height);
  const first = Math.floor(offset / row);
  const from = Math.max(0, first - spare);
  const to = Math.min(count, Math.ceil((offset + scroll.height) / row) + spare);
  return { from, to, height, top: top - (offset - from * row) };
}

/** Where to scroll to so that this row is wholly in view; null where it is already. */
export function scrollToShow(index: number, count: number, row: number, scroll: Scroll): number | null {
  const by = ratio(count, row, scroll.height);
  const offset = scroll.top * by;
  if (index * row < offset) return (index * row) / by;
  const bottom = (index + 1) * row - scroll.height;
  return bottom > offset ? bottom / by : null;
}

/** Where to scroll to so that what is in view stays there when `added` rows came in above it. */
export function scrollToKeep(added: number, count: number, row: number, scroll: Scroll): number {
  const offset = scroll.top * ratio(count - added, row, scroll.height);
  return (offset + added * row) / ratio(count, row, scroll.height);
}
