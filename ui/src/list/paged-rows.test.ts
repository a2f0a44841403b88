// Tests the loaded pages of a list: positions, ids, dropping and reloading rows.
import { describe, expect, it } from "vitest";
import { PagedRows } from "./paged-rows";
import { rows } from "../stand-in/paged-backend";

describe("PagedRows", () => {
  const list = PagedRows.of(rows(1000, 200)).withOlder(rows(800, 200)).withOlder(rows(600, 50));

  it("finds rows by place and places by id, across pages", () => {
    expect(list.count).toBe(450);
    expect([0, 199, 200, 449].map((i) => list.at(i)?.id)).toEqual([1000, 801, 800, 551]);
    expect([1000, 801, 800, 551, 550, 1001].map((id) => list.indexOf(id))).toEqual([
      0, 199, 200, 449, -1, -1,
    ]);
    expect(list.at(450)).toBeNull();
    expect([list.newest, list.oldest]).toEqual([1000, 551]);
  });

  it("puts new rows on top, in a page of their own once the top one is full", () => {
    const grown = PagedRows.of(rows(10, 5)).withNewer(rows(12, 2));
    expect(grown.pages).toHaveLength(1);
    expect(Array.from({ length: 7 }, (_, i) => grown.at(i)?.id)).toEqual([12, 11, 10, 9, 8, 7, 6]);
    const full = list.withNewer(rows(1001, 1));
    expect(full.pages).toHaveLength(4);
    expect(full.indexOf(1000)).toBe(1);
  });

  it("lets go of far pages without moving anything, and takes them back", () => {
    const less = list.keeping(0, 150);
    expect(less.count).toBe(450);
    expect(less.at(0)?.id).toBe(1000);
    expect(less.at(300)).toBeNull();
    expect([less.idAt(300), less.indexOf(700)]).toEqual([700, 300]);
    const gone = less.missing(190, 210);
    expect(gone).toMatchObject({ newest: 800, count: 200 });
    if (!gone) throw new Error("no page is missing");
    expect(less.filled(gone, rows(800, 200)).at(300)?.id).toBe(700);
    expect(less.missing(0, 150)).toBeNull();
  });

  it("drops a page that is no longer kept by the app", () => {
    const less = list.keeping(0, 150);
    const gone = less.missing(190, 210);
    if (!gone) throw new Error("no page is missing");
    expect(less.filled(gone, []).count).toBe(250);
  });
});
