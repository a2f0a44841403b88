// Plays a scenario recorded from the app's core: answers each call as the core did, and follows the recorded story.
// Contains no rules. Not part of any release.
import type { Backend, Call } from "../backend";
import type { Commands, Events, Problem, Status } from "../bindings";

/** The answers until the next step. Contains only what differs from the previous step. */
type Step = {
  /** The call that leads to this step. Null: something happened outside. */
  on?: string;
  /** It directly follows the previous step. */
  by_itself?: boolean;
  returns?: unknown;
  rejects?: Problem;
  /** The events that the window receives after the answer. */
  events: [keyof Events, unknown][];
  answers: Record<string, unknown>;
  refusals: Record<string, Problem>;
};
export type Scenario = { now: string; rows: unknown[]; steps: Step[] };
type Handlers = { [E in keyof Events]: Set<(payload: Events[E]) => void> };

/** Calls about the window itself, and calls without an answer worth recording. */
const OF_WINDOW: Partial<{ [K in Call]: Commands[K]["returns"] }> = {
  window_view: {
    zoom: 100,
    sidebar: null,
    list: null,
    locale: { language: "en", digits: "latin", calendar: "gregorian" },
    refused: null,
  },
  take_address: null,
  has_keyring: true,
  team: { link: { state: "off" }, name: "", machines: [], waiting: 0, incidents: [] },
  acknowledge_for_team: 0,
  test_team: { server: "15.8", is_new: false, machines: ["anna", "omar"] },
  copy: null,
  mark_seen: null,
  keep_panes: null,
  close_window: null,
  quit_app: null,
};

const SCENARIOS = import.meta.glob<string>("./scenarios/*.json", { query: "?raw", import: "default" });

const RealDate = Date;

/** The scenario with this name at its start. Sets the clock to the time of the recording. */
export async function play(name: string): Promise<Player> {
  const load = SCENARIOS[`./scenarios/${name}.json`];
  if (!load) throw new Error(`There is no scenario “${name}”.`);
  const scenario = JSON.parse(await load()) as Scenario;
  stopClock(Date.parse(scenario.now));
  return new Player(name, scenario);
}

/** Sentences and ages are recorded, so the page must see the same time. */
function stopClock(now: number): void {
  globalThis.Date = class extends RealDate {
    constructor(...of: unknown[]) {
      super(...((of.length === 0 ? [now] : of) as [number]));
    }
    static override now(): number {
      return now;
    }
  } as DateConstructor;
}

export class Player implements Backend {
  /** Every call made, in order. */
  readonly calls: { name: Call; args: unknown }[] = [];
  /** The problems of calls that should fail. */
  readonly failing = new Map<Call, Problem>();
  readonly copied: string[] = [];
  private at = 0;
  private readonly handlers: Handlers = {
    changed: new Set(),
    navigate: new Set(),
    exporting: new Set(),
    probing: new Set(),
    refused: new Set(),
  };

  constructor(
    private readonly name: string,
    private readonly scenario: Scenario,
  ) {}

  async call<K extends Call>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["returns"]> {
    this.calls.push({ name, args });
    await Promise.resolve();
    const failure = this.failing.get(name);
    if (failure) throw rejection(failure);
    return this.answer(keyOf(name, args), name, args) as Commands[K]["returns"];
  }

  private answer(key: string, name: Call, args: unknown): unknown {
    const { steps } = this.scenario;
    // Steps that follow by themselves happen before it.
    const place = steps.findIndex((step, i) => i > this.at && !step.by_itself);
    const next = steps[place];
    if (next?.on === key) {
      while (this.at < place) this.go();
      if (name === "copy_receiver_url") this.copied.push(this.status().receiver_url ?? "");
      if (next.rejects) throw rejection(next.rejects);
      return this.whole(next.returns);
    }
    if (name === "copy") this.copied.push((args as Commands["copy"]["args"]).text);
    if (name === "set_zoom") return (args as Commands["set_zoom"]["args"]).zoom;
    if (name in OF_WINDOW) return OF_WINDOW[name as keyof typeof OF_WINDOW];
    for (const step of steps.slice(0, this.at + 1).reverse()) {
      if (key in step.answers) return this.whole(step.answers[key]);
      if (step.refusals[key]) throw rejection(step.refusals[key]);
    }
    throw new Error(
      `The scenario “${this.name}” has no answer to ${key} at step ${String(this.at)}: ` +
        "let src-tauri/src/desktop/scenarios ask it, and run `make types`.",
    );
  }

  /** Plays the next outside event. */
  next(): void {
    const next = this.scenario.steps[this.at + 1];
    if (!next || next.on !== undefined) throw new Error(`Nothing happens outside next in “${this.name}”.`);
    this.go();
  }

  private go(): void {
    this.at += 1;
    const { events } = this.scenario.steps[this.at] as Step;
    this.changed();
    events.forEach(([event, payload]) => {
      setTimeout(() => {
        this.tell(event, this.whole(payload) as never);
      });
    });
    const { at } = this;
    if (this.scenario.steps[at + 1]?.by_itself) {
      setTimeout(() => {
        if (this.at === at) this.go();
      });
    }
  }

  /** Notifies the window of a change. */
  changed(): void {
    this.tell("changed", this.status());
  }

  status(): Status {
    return this.answer("status {}", "status", {}) as Status;
  }

  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void> {
    const handlers = this.handlers[event] as Set<(payload: Events[E]) => void>;
    handlers.add(handler);
    return Promise.resolve(() => void handlers.delete(handler));
  }

  tell<E extends keyof Events>(event: E, payload: Events[E]): void {
    (this.handlers[event] as Set<(payload: Events[E]) => void>).forEach((handler) => {
      handler(payload);
    });
  }

  /** With references replaced by the shared rows. */
  private whole(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.whole(one));
    if (typeof value !== "object" || value === null) return value;
    if ("$" in value) return this.whole(this.scenario.rows[value.$ as number]);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.whole(one)]));
  }
}

const rejection = (problem: Problem): Problem & Error => Object.assign(new Error(problem.what), problem);

/** The same key as the recorder's: arguments sorted by name. */
function keyOf(name: string, args: unknown): string {
  const ordered = (_: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return `${name} ${JSON.stringify(args, ordered)}`;
}
