// What changes how the window shows things: the zone and the hours of times, and the room of rows. Each entry names what a
// click leads to. In the window's menu and in the palette.
import type { Appearance } from "../bindings";
import { timeStyle } from "../format/time-style.svelte";
import type { MenuItem } from "../parts/MenuList.svelte";
import type { Session } from "../session/session.svelte";
import { t } from "../words/t";

export function viewItems(session: Session): MenuItem[] {
  const appearance: Appearance | undefined = session.status.value?.appearance;
  if (!appearance) return [];
  const set =
    (name: keyof Appearance, value: string, done: string): (() => void) =>
    () =>
      void session.commands.setAppearance(name, value, done);
  const utc = appearance.time_zone === "utc";
  const { hours12 } = timeStyle();
  const compact = appearance.density === "compact";
  return [
    utc
      ? {
          words: t("view-local"),
          act: set("time_zone", "local", t("view-local-done")),
          testid: "times-local",
        }
      : { words: t("view-utc"), act: set("time_zone", "utc", t("view-utc-done")), testid: "times-utc" },
    hours12
      ? { words: t("name-24-hours"), act: set("hours", "24h", t("view-24-done")), testid: "hours-24" }
      : { words: t("name-12-hours"), act: set("hours", "12h", t("view-12-done")), testid: "hours-12" },
    compact
      ? {
          words: t("view-comfortable"),
          act: set("density", "comfortable", t("view-comfortable-done")),
          testid: "rows-comfortable",
        }
      : {
          words: t("view-compact"),
          act: set("density", "compact", t("view-compact-done")),
          testid: "rows-compact",
        },
  ];
}
