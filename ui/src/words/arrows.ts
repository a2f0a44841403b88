// The arrow keys that lead on and back in the direction of reading.
import { isRightToLeft } from "./locale.svelte";

export const forwardArrow = (): "ArrowLeft" | "ArrowRight" => (isRightToLeft() ? "ArrowLeft" : "ArrowRight");
export const backwardArrow = (): "ArrowLeft" | "ArrowRight" => (isRightToLeft() ? "ArrowRight" : "ArrowLeft");

/** As it is drawn on the key. */
export const arrowSign = (to: "on" | "back"): "←" | "→" => ((to === "on") === isRightToLeft() ? "←" : "→");
