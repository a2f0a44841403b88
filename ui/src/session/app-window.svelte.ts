// The window itself: its zoom, the widths of its panes, closing it and ending the app. The app keeps all of it.
import { load } from "../words/bundles";
import { t } from "../words/t";
import { speak } from "../words/locale.svelte";
import type { Session } from "./session.svelte";

/** The zoom levels, in per cent. */
export const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200] as const;
/** The same limits as in the app. */
export const SIDEBAR = { least: 140, usual: 176, most: 320 };
/** The list's share of the room beside the sidebar, in per cent. */
export const LIST = { least: 25, usual: 45, most: 75 };

/** The delay before the pane widths are saved, in milliseconds. */
const PAUSE = 400;

export function nextZoom(from: number, step: 1 | -1 | 0): number {
  if (step === 0) return 100;
  const next = step === 1 ? ZOOMS.find((zoom) => zoom > from) : ZOOMS.findLast((zoom) => zoom < from);
  return next ?? from;
}

export class AppWindow {
  zoom = $state(100);
  /** In pixels. Null: the default. */
  sidebar = $state<number | null>(null);
  list = $state<number | null>(null);
  private loaded = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly session: Session) {}

  /** Asks how the window was left, and in which language it speaks: before its first page. */
  async load(): Promise<void> {
    const { backend, problems } = this.session;
    try {
      const view = await backend.call("window_view", {});
      this.zoom = view.zoom;
      this.sidebar = view.sidebar;
      this.list = view.list;
      if (view.refused) problems.call = view.refused;
      await load(view.locale.language);
      speak(view.locale);
    } catch {
      // Then the window is as it is at first.
    }
    this.loaded = true;
  }

  /** Returns a function that stops listening. */
  async start(): Promise<() => void> {
    const { backend, problems } = this.session;
    const listening = backend.listen("refused", (problem) => {
      problems.call = problem;
    });
    if (!this.loaded) await this.load();
    return listening;
  }

  async zoomBy(step: 1 | -1 | 0): Promise<void> {
    const { attempt, backend } = this.session;
    const zoom = nextZoom(this.zoom, step);
    if (zoom !== this.zoom) {
      const done = await attempt("set_zoom", () => backend.call("set_zoom", { zoom }));
      if (!done) return;
      this.zoom = done.answer;
    }
    this.session.flash(t("zoom-is", { percent: this.zoom }));
  }

  /** Null: the default. */
  setPane(pane: "sidebar" | "list", size: number | null): void {
    const { least, most } = pane === "sidebar" ? SIDEBAR : LIST;
    this[pane] = size === null ? null : Math.round(Math.min(most, Math.max(least, size)));
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.keepPanes(), PAUSE);
  }

  private async keepPanes(): Promise<void> {
    const { attempt, backend } = this.session;
    const { sidebar, list } = this;
    await attempt("keep_panes", () => backend.call("keep_panes", { sidebar, list }));
  }

  async close(): Promise<void> {
    await this.session.attempt("close_window", () => this.session.backend.call("close_window", {}));
  }

  /** Starts the version that was installed while this one runs. */
  async restart(): Promise<void> {
    await this.session.attempt("restart_app", () => this.session.backend.call("restart_app", {}));
  }

  async quit(): Promise<void> {
    await this.session.attempt("quit_app", () => this.session.backend.call("quit_app", {}));
  }
}
