// Whether a person is looking: the window is visible and has the focus. And what they have seen: rows above
// the mark they left at are new. Never says "seen" of what came while nobody looked.

export class Attention {
  looking = $state(isLooking());
  /** Rows with a greater id are shown as new. */
  seenBefore = $state(0);
  private seen = 0;

  watch(): () => void {
    const look = (): void => {
      const looking = isLooking();
      // Coming back: what was seen until one left is no longer new.
      if (looking && !this.looking) this.seenBefore = Math.max(this.seenBefore, this.seen);
      this.looking = looking;
    };
    const events = ["focus", "blur"] as const;
    events.forEach((event) => {
      window.addEventListener(event, look);
    });
    document.addEventListener("visibilitychange", look);
    return () => {
      events.forEach((event) => {
        window.removeEventListener(event, look);
      });
      document.removeEventListener("visibilitychange", look);
    };
  }

  /** At open: the newest `unseen` of them are new. Ids are given in order. */
  begin(newest: number, unseen: number): void {
    this.seenBefore = Math.max(0, newest - unseen);
    this.seen = this.seenBefore;
  }

  /** True where that was news. */
  saw(upTo: number): boolean {
    if (upTo <= this.seen) return false;
    this.seen = upTo;
    return true;
  }
}

function isLooking(): boolean {
  return !document.hidden && document.hasFocus();
}
