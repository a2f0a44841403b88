// Tests which rows are drawn.
import { describe, expect, it } from "vitest";
import { visibleRows, scrollToKeep, scrollToShow, TALLEST } from "./visible-rows";

const at = (top: number) => ({ top, height: 400 });

describe("rowsInView", () => {
  it("draws what is in view and some to spare", () => {
    expect(visibleRows(1000, 40, at(0), 10)).toEqual({ from: 0, to: 20, height: 40_000, top: 0 });
    expect(visibleRows(1000, 40, at(4010), 10)).toEqual({ from: 90, to: 121, height: 40_000, top: 3600 });
    expect(visibleRows(5, 40, at(0), 10)).toEqual({ from: 0, to: 5, height: 200, top: 0 });
  });

  it("stays within what engines can place, and still reaches the millionth row", () => {
    const view = visibleRows(1_000_000, 40, at(TALLEST - 400), 10);
    expect(view.height).toBe(TALLEST);
    expect(view.to).toBe(1_000_000);
    expect(view.to - view.from).toBeLessThan(32);
    expect(view.top + (view.to - view.from) * 40).toBeCloseTo(TALLEST, 3);
  });
});

describe("scrolling", () => {
  it("moves no further than needed to show a row", () => {
    expect(scrollToShow(5, 100, 40, at(0))).toBeNull();
    expect(scrollToShow(2, 100, 40, at(200))).toBe(80);
    expect(scrollToShow(20, 100, 40, at(0))).toBe(440);
  });

  it("keeps what is looked at in place when rows come in above", () => {
    expect(scrollToKeep(3, 103, 40, at(200))).toBe(320);
    const before = visibleRows(900_000, 40, at(5_000_000), 0);
    const to = scrollToKeep(100, 900_100, 40, at(5_000_000));
    expect(visibleRows(900_100, 40, at(to), 0).from).toBe(before.from + 100);
  });
});
