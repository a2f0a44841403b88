// What changes how the window shows things: the zone and the hours of times, and the room of rows. Each entry names what a
// click leads to. In the window's menu and in the palette.
import type { Appearance } from "../bindings";
import { timeStyle } from "../format/time-style.svelte";
import type { MenuItem } from "../parts/MenuList.svelte";
import type { Session } from "../session/session.svelte";

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
          words: "Times in local time",
          act: set("time_zone", "local", "Times are local."),
          testid: "times-local",
        }
      : { words: "Times in UTC", act: set("time_zone", "utc", "Times are in UTC."), testid: "times-utc" },
    hours12
      ? { words: "24-hour clock", act: set("hours", "24h", "24-hour clock."), testid: "hours-24" }
      : { words: "12-hour clock", act: set("hours", "12h", "12-hour clock."), testid: "hours-12" },
    compact
      ? {
          words: "Comfortable rows",
          act: set("density", "comfortable", "Rows are comfortable."),
          testid: "rows-comfortable",
        }
      : {
          words: "Compact rows",
          act: set("density", "compact", "Rows are compact."),
          testid: "rows-compact",
        },
  ];
}
