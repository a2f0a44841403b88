// How the window looks: its theme, how times are written, and how dense the lists are, as the status says.
import { setTimeStyle } from "../format/time-style.svelte";
import { setDensity } from "../parts/density.svelte";
import type { Session } from "../session/session.svelte";

/** For as long as the component lives that calls it. */
export function followAppearance(session: Session): void {
  $effect(() => {
    document.documentElement.dataset["theme"] = session.status.value?.theme ?? "system";
  });
  $effect.pre(() => {
    const appearance = session.status.value?.appearance;
    if (!appearance) return;
    setTimeStyle(appearance);
    setDensity(appearance.density);
  });
}
