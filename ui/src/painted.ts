// Waits for the first paint, so that less urgent work does not delay it.

/** How long to wait for a frame, in milliseconds. A hidden window paints none. */
const FRAME = 100;

/** Resolves when what the page shows by now is painted. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, FRAME);
    requestAnimationFrame(() => {
      setTimeout(resolve);
    });
  });
}
