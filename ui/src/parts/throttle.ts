// Runs an action at once, and at most once per interval after that. The last request is never lost.

export type Throttled = { (): void; stop: () => void };

export function throttle(every: number, act: () => void): Throttled {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let again = false;
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = null;
      if (!again) return;
      again = false;
      act();
      rest();
    }, every);
  };
  const ask = (): void => {
    if (timer !== null) {
      again = true;
      return;
    }
    act();
    rest();
  };
  return Object.assign(ask, {
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      again = false;
    },
  });
}
