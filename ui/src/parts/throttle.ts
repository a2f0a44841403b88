// Runs an action at once, then pauses after each run: at least the interval, and at least as long as the action took,
// so that slow answers do not keep the app busy all the time. The last request is never lost.

/** An action that takes longer counts as finished, in milliseconds: its answer may never come. */
const MAX_LENGTH = 5_000;

export type Throttled = { (): void; stop: () => void };

export function throttle(every: number, act: () => void | Promise<void>): Throttled {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let busy = false;
  let again = false;
  let stopped = false;
  const run = async (): Promise<void> => {
    busy = true;
    const begun = performance.now();
    try {
      await inTime(act());
    } finally {
      busy = false;
      if (!stopped) rest(Math.max(every, Math.min(MAX_LENGTH, performance.now() - begun)));
    }
  };
  const rest = (pause: number): void => {
    timer = setTimeout(() => {
      timer = null;
      if (!again) return;
      again = false;
      void run();
    }, pause);
  };
  const ask = (): void => {
    stopped = false;
    if (busy || timer !== null) again = true;
    else void run();
  };
  return Object.assign(ask, {
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      again = false;
    },
  });
}

async function inTime(done: void | Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MAX_LENGTH);
  });
  await Promise.race([done, limit]).finally(() => {
    clearTimeout(timer);
  });
}
