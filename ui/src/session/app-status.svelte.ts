// The app's status: receiver, store, notifications, counts. Pushed with every change, and requested now and then, so
// that a window that lost its app shows it.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Problem, Status } from "../bindings";

const BEAT = 15_000;
const TIMEOUT = 5_000;

const SILENT: Problem = {
  get what() {
    return t("bridge-silent-what");
  },
  get meaning() {
    return t("bridge-silent-meaning");
  },
  get remedy() {
    return t("bridge-silent-remedy");
  },
};

export class AppStatus {
  value = $state.raw<Status | null>(null);
  lost = $state.raw<Problem | null>(null);

  private onChange: (status: Status, pushed: boolean) => void = () => {};

  constructor(private readonly backend: Backend) {}

  /** `onChange` is called for every status from now on. */
  follow(onChange: (status: Status, pushed: boolean) => void): void {
    this.onChange = onChange;
  }

  /** Hears of every change. Returns a function that stops listening. */
  async listen(): Promise<() => void> {
    const stop = await this.backend.listen("changed", (status) => {
      this.take(status, true);
    });
    const timer = setInterval(() => {
      if (!document.hidden) void this.ask();
    }, BEAT);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  async ask(): Promise<void> {
    try {
      this.take(await inTime(this.backend.call("status", {})), false);
    } catch (reason) {
      this.lost = asProblem("status", reason);
    }
  }

  private outdated: string | null = null;

  /** The verdict can expire. Requests it again, once. */
  async renew(now: Date): Promise<void> {
    const until = this.value?.verdict.good_until ?? null;
    if (until === null || until === this.outdated || now.getTime() < Date.parse(until)) return;
    this.outdated = until;
    await this.ask();
  }

  private take(status: Status, pushed: boolean): void {
    this.value = status;
    this.lost = null;
    this.onChange(status, pushed);
  }
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(Object.assign(new Error(SILENT.what), SILENT));
    }, TIMEOUT);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
