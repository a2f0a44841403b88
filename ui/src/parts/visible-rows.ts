// Which rows of a list are drawn, and where. All rows have the same height, so this is arithmetic and costs the same
// for a million rows as for ten.

/** Browser engines stop positioning elements beyond about 33 million pixels. Longer lists scroll faster instead. */
export const TALLEST = 16_000_000;

export type VisibleRows = {
  /** The first drawn row, and the row after the last. */
  from: number;
  to: number;
  /** The height of the scrolled content. */
  height: number;
  /** The position of the first drawn row. */
  top: number;
};

export type Scroll = { top: number; height: number };

function ratio(count: number, row: number, view: number): number {
  const whole = count * row;
  return whole <= TALLEST ? 1 : (whole - view) / (TALLEST - view);
}

/** The rows to draw at this scroll position, with `spare` more on both sides. */
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

/** The scroll position that makes this row fully visible, or null if it is. */
export function scrollToShow(index: number, count: number, row: number, scroll: Scroll): number | null {
  const by = ratio(count, row, scroll.height);
  const offset = scroll.top * by;
  if (index * row < offset) return (index * row) / by;
  const bottom = (index + 1) * row - scroll.height;
  return bottom > offset ? bottom / by : null;
}

/** The scroll position that keeps the visible rows in place after `added` rows arrived above. */
export function scrollToKeep(added: number, count: number, row: number, scroll: Scroll): number {
  const offset = scroll.top * ratio(count - added, row, scroll.height);
  return (offset + added * row) / ratio(count, row, scroll.height);
}
