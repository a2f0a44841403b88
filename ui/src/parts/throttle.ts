// Does something at once, and when asked again soon, once more when the time is up. Never drops the last time
// it was asked, and never runs on without being asked.

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
