// How much room the rows of lists have. The one place that knows their height: the lists read it, and styles have it as
// `--row`.
import type { Density } from "../bindings";

const ROW: Readonly<Record<Density, number>> = { compact: 40, comfortable: 52 };
/** What a tall row has more. */
const TALL = 8;

let row = $state(ROW.compact);

export function setDensity(density: Density): void {
  row = ROW[density];
  document.documentElement.dataset["density"] = density;
  document.documentElement.style.setProperty("--row", `${row}px`);
}

/** In pixels. */
export function rowHeight(tall: boolean): number {
  return tall ? row + TALL : row;
}
