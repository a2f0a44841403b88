import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { throttle } from "./throttle";

const EVERY = 250;

describe("throttle", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("runs at once, and once more after a burst", async () => {
    const act = vi.fn();
    const ask = throttle(EVERY, act);
    ask();
    expect(act).toHaveBeenCalledTimes(1);
    for (let time = 0; time < 10; time += 1) ask();
    await vi.advanceTimersByTimeAsync(EVERY);
    expect(act).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(10 * EVERY);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it("rests as long as the action took", async () => {
    const act = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 4 * EVERY)));
    const ask = throttle(EVERY, act);
    ask();
    ask();
    await vi.advanceTimersByTimeAsync(7 * EVERY);
    expect(act).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(EVERY);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it("runs again when an answer never comes", async () => {
    const act = vi.fn(() => new Promise<void>(() => {}));
    const ask = throttle(EVERY, act);
    ask();
    ask();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(act).toHaveBeenCalledTimes(2);
  });

  it("does nothing once it is stopped", async () => {
    const act = vi.fn();
    const ask = throttle(EVERY, act);
    ask();
    ask();
    ask.stop();
    await vi.advanceTimersByTimeAsync(10 * EVERY);
    expect(act).toHaveBeenCalledTimes(1);
  });
});
