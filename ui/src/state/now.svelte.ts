// The clock that relative times are told by: ticks every ten seconds while the window can be seen. Never the
// source of any time that is stored.

const BEAT = 10_000;

export class Clock {
  private moment = $state(Date.now());

  get now(): Date {
    return new Date(this.moment);
  }

  start(): () => void {
    const tick = (): void => {
      if (!document.hidden) this.moment = Date.now();
    };
    const timer = setInterval(tick, BEAT);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }
}
