// In which zone and with which hours the window writes times. Every wording of `times` and `plot-times` reads it, so what is on
// screen follows a change.
import type { Appearance } from "../bindings";

type TimeStyle = { utc: boolean; hours12: boolean };

let style = $state.raw<TimeStyle>({ utc: false, hours12: false });

function systemHas12Hours(): boolean {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 === true;
}

export function setTimeStyle({ time_zone, hours }: Pick<Appearance, "time_zone" | "hours">): void {
  const hours12 = hours === "12h" || (hours === "system" && systemHas12Hours());
  const utc = time_zone === "utc";
  if (style.utc !== utc || style.hours12 !== hours12) style = { utc, hours12 };
}

export function timeStyle(): TimeStyle {
  return style;
}
