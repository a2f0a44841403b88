// The clock for relative times. Ticks every ten seconds while the window is visible.

const BEAT = 10_000;

export class Clock {
  private moment = $state(Date.now());

  get now(): Date {
    return new Date(this.moment);
  }

  start(): () => void {
    let timer: ReturnType<typeof setInterval> | null = null;
    const tick = (): void => {
      this.moment = Date.now();
    };
    const follow = (): void => {
      if (timer) clearInterval(timer);
      timer = document.hidden ? null : setInterval(tick, BEAT);
      if (!document.hidden) tick();
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      if (timer) clearInterval(timer);
      document.removeEventListener("visibilitychange", follow);
    };
  }
}
