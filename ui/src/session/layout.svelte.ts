// The layout by window width: list and detail side by side, the detail over the list, or one at a time.

export type LayoutMode = "side-by-side" | "over" | "one";

export class Layout {
  mode = $state<LayoutMode>("side-by-side");

  watch(): () => void {
    const one = window.matchMedia("(max-width: 599.98px)");
    const over = window.matchMedia("(max-width: 899.98px)");
    const measure = (): void => {
      this.mode = one.matches ? "one" : over.matches ? "over" : "side-by-side";
    };
    measure();
    one.addEventListener("change", measure);
    over.addEventListener("change", measure);
    return () => {
      one.removeEventListener("change", measure);
      over.removeEventListener("change", measure);
    };
  }
}
