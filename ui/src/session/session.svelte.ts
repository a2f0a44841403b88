// What the whole window shares: the route, the app's status, the problems, the announcements, the clock and the
// clipboard. Knows no page: each page keeps its own state.
import { tick } from "svelte";
import type { Backend, Call } from "../backend";
import { asProblem } from "../backend";
import { painted } from "../painted";
import type { Status } from "../bindings";
import { AppCommands } from "./app-commands.svelte";
import { AppStatus } from "./app-status.svelte";
import { AppWindow } from "./app-window.svelte";
import { Clipboard } from "./clipboard.svelte";
import { Clock } from "./clock.svelte";
import { Layout } from "./layout.svelte";
import { LiveRegion } from "./live-region.svelte";
import { Problems } from "./problems.svelte";
import { Router } from "./router.svelte";

/** The menus of the window. At most one is open. */
export type MenuName =
  | "pause"
  | "mute"
  | "mute-selected"
  | "copy"
  | "export"
  | "probe"
  | "window"
  | "context"
  | "sort"
  | "alike"
  | "notify"
  | "acknowledge";

/** How long a flash is shown, in milliseconds. */
const FLASH = 2_000;

export class Session {
  readonly clock = new Clock();
  readonly layout = new Layout();
  readonly router = new Router();
  readonly problems = new Problems();
  readonly liveRegion = new LiveRegion();
  readonly status: AppStatus;
  readonly clipboard: Clipboard;
  readonly commands: AppCommands;
  readonly appWindow: AppWindow;
  /** True once the app has answered for the first time. */
  ready = $state(false);
  /** True once the window receives every change. Data loaded from now on can't become outdated unnoticed. */
  listening = $state(false);
  menu = $state<MenuName | null>(null);
  keysShown = $state(false);
  paletteShown = $state(false);
  /** The last action, shown for a moment. */
  flashed = $state<string | null>(null);
  /** The menus whose buttons are on screen, one entry a button. */
  private readonly offered = new Set<{ name: MenuName }>();
  private begun: Promise<void> | null = null;
  private flashTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly backend: Backend) {
    this.status = new AppStatus(backend);
    this.clipboard = new Clipboard(this);
    this.commands = new AppCommands(this);
    this.appWindow = new AppWindow(this);
    // A menu belongs to what was open. Kept, it would appear over what comes next.
    this.router.onChange = () => {
      this.menu = null;
    };
  }

  /** The button of this menu is on screen. Returns a function that takes it away. */
  offerMenu(name: MenuName): () => void {
    const entry = { name };
    this.offered.add(entry);
    return () => void this.offered.delete(entry);
  }

  /** Opens this menu, if its button is on screen: otherwise it would appear later, wherever the next such button does. */
  async openMenu(name: MenuName): Promise<void> {
    // What was just selected may bring the button.
    await tick();
    if ([...this.offered].some((one) => one.name === name)) this.menu = name;
  }

  /** Announces a sentence to screen readers. */
  readonly announce = (text: string): void => {
    this.liveRegion.announce(text);
  };

  /** Shows and announces what was done. */
  flash(text: string): void {
    this.flashed = text;
    this.announce(text);
    if (this.flashTimer) clearTimeout(this.flashTimer);
    this.flashTimer = setTimeout(() => {
      this.flashed = null;
    }, FLASH);
  }

  /**
   * Shows what the page came with: before the window is mounted, so that it is written and painted once. Calls `onStatus`
   * for every status from now on, with whether the app sent it by itself.
   */
  begin(onStatus: (status: Status, pushed: boolean) => void = () => {}): Promise<void> {
    this.begun ??= (async () => {
      this.status.follow((status, pushed) => {
        // What the page came with is older than a change.
        if (pushed) this.backend.first?.forget();
        onStatus(status, pushed);
        this.ready = true;
      });
      if (this.backend.first?.has("status")) await this.status.ask();
    })();
    return this.begun;
  }

  /**
   * Follows the route at once. Once the page is painted with what it came with, it starts `listening`, for the page and the
   * window, and asks for the status: it tells what has changed in between. Returns a function that stops everything
   * started here.
   */
  async start(listening: () => Promise<(() => void)[]> = () => Promise.resolve([])): Promise<() => void> {
    const stops = [this.router.watch(), this.clock.start(), this.layout.watch()];
    await this.begin();
    if (this.ready) await painted();
    const begun = await Promise.all([listening(), this.appWindow.start(), this.status.listen()]);
    stops.push(...begun.flat());
    this.listening = true;
    this.backend.first?.forget();
    await this.status.ask();
    return () => {
      stops.forEach((stop) => {
        stop();
      });
    };
  }

  /** Runs an action of the user, and shows its problem if it fails. */
  readonly attempt = async <T>(name: Call, act: () => Promise<T>): Promise<{ answer: T } | null> => {
    this.problems.call = null;
    try {
      return { answer: await act() };
    } catch (reason) {
      this.problems.call = asProblem(name, reason);
      return null;
    }
  };
}
