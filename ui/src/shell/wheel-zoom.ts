// Ctrl and the wheel zoom the window, one step per notch, or per equal distance on a touchpad.

/** The distance of a notch, in pixels. */
const NOTCH = 40;
/** The pause after which the count restarts, in milliseconds. */
const PAUSE = 400;

export function wheelZoom(zoom: (step: 1 | -1) => void): (event: WheelEvent) => void {
  let sum = 0;
  let last = -Infinity;
  return (event) => {
    if (!event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    if (event.timeStamp - last > PAUSE) sum = 0;
    last = event.timeStamp;
    // A line or a page is more than a notch.
    sum += event.deltaMode === 0 ? event.deltaY : Math.sign(event.deltaY) * NOTCH;
    if (Math.abs(sum) < NOTCH) return;
    zoom(sum < 0 ? 1 : -1);
    sum = 0;
  };
}
