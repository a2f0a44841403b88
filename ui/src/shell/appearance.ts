// The settings of colours, times and rows, as the window has them from now on.
import type { Status } from "../bindings";
import { setTimeStyle } from "../format/time-style.svelte";
import { setDensity } from "../parts/density.svelte";

export function applyAppearance(status: Status | null): void {
  document.documentElement.dataset["theme"] = status?.theme ?? "system";
  if (!status) return;
  setTimeStyle(status.appearance);
  setDensity(status.appearance.density);
}
