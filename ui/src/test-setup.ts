// What jsdom lacks and the window needs, and what is undone after each test.
import { cleanup, configure } from "@testing-library/svelte";
import "./words/arabic";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";

// How long to wait for an expectation: all tests may share a few cores.
configure({ asyncUtilTimeout: 10_000 });

vi.mock("./plots/plot-chart", () => import("./stand-in/charts"));
vi.mock("./monitors/latency-chart", () => import("./stand-in/charts"));

class NoResizes implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

vi.stubGlobal("ResizeObserver", NoResizes);
window.matchMedia = (query: string) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  });
// A native dialog takes the focus, closes on Escape, and gives the focus back.
const openers = new WeakMap<HTMLDialogElement, Element | null>();
HTMLDialogElement.prototype.showModal = function () {
  openers.set(this, document.activeElement);
  this.open = true;
  this.querySelector<HTMLElement>("[autofocus], button")?.focus();
  this.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") this.close();
  });
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
  (openers.get(this) as HTMLElement | null)?.focus();
  this.dispatchEvent(new Event("close"));
};

// Most files share one document.
beforeAll(() => {
  localStorage.clear();
  document.body.replaceChildren();
  history.replaceState(null, "", "/");
});
beforeEach(() => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
