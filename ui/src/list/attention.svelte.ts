// What is new to the user, and whether the user is looking: the window is visible and has the focus. Nothing that
// arrives while nobody looks is marked as seen.
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Backend } from "../backend";
import type { Incident, IncidentRow } from "../bindings";

export class Attention {
  looking = $state(isWindowFocused());
  /** Rows with a greater id are shown as new. */
  private seenBefore = $state(0);
  private seen = 0;
  /** Reports opened in this session: no longer new. */
  private readonly read = new SvelteSet<number>();
  /** Incidents opened in this session, each with its newest report at that time. */
  private readonly readUpTo = new SvelteMap<number, number>();

  constructor(private readonly backend: Backend) {}

  watch(): () => void {
    const update = (): void => {
      const looking = isWindowFocused();
      // On return, what was seen before leaving is no longer new.
      if (looking && !this.looking) this.seenBefore = Math.max(this.seenBefore, this.seen);
      this.looking = looking;
    };
    const events = ["focus", "blur"] as const;
    events.forEach((event) => {
      window.addEventListener(event, update);
    });
    document.addEventListener("visibilitychange", update);
    return () => {
      events.forEach((event) => {
        window.removeEventListener(event, update);
      });
      document.removeEventListener("visibilitychange", update);
    };
  }

  /** At the start the newest `unseen` reports are new. Ids are assigned in order. */
  begin(newest: number, unseen: number): void {
    this.seenBefore = Math.max(0, newest - unseen);
    this.seen = this.seenBefore;
  }

  /** If the call fails, the next one makes up for it. */
  async markSeen(upTo: number): Promise<void> {
    if (upTo <= this.seen) return;
    this.seen = upTo;
    await this.backend.call("mark_seen", { up_to: upTo }).catch(() => null);
  }

  openedReport(id: number): void {
    this.read.add(id);
  }

  /** An opened incident is new again once it gets another report. */
  openedIncident({ id, last_error_id }: Incident): void {
    this.readUpTo.set(id, last_error_id);
  }

  isNewReport(id: number): boolean {
    return id > this.seenBefore && !this.read.has(id);
  }

  isNewIncident({ id, last_error_id }: Pick<IncidentRow, "id" | "last_error_id">): boolean {
    return last_error_id > Math.max(this.seenBefore, this.readUpTo.get(id) ?? 0);
  }
}

function isWindowFocused(): boolean {
  return !document.hidden && document.hasFocus();
}
