// The settings of language, colours, times and rows, as the window has them from now on.
import type { Status } from "../bindings";
import { setTimeStyle } from "../format/time-style.svelte";
import { isLoaded, load } from "../words/bundles";
import { speak } from "../words/locale.svelte";
import { setDensity } from "../parts/density.svelte";

let latest: Status["locale"] | null = null;

export function applyAppearance(status: Status | null): void {
  document.documentElement.dataset["theme"] = status?.theme ?? "system";
  if (!status) return;
  const { locale } = status;
  latest = locale;
  if (isLoaded(locale.language)) speak(locale);
  else
    void load(locale.language).then(() => {
      // Another may have been chosen while this one was loaded.
      if (latest === locale) speak(locale);
    });
  setTimeStyle(status.appearance);
  setDensity(status.appearance.density);
}
