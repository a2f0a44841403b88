// New rows: which ones are highlighted for a moment, and one announcement for a whole burst.
import { counted } from "../format/counts";

const LIT = 400;
const GATHERED = 1_000;

export class Arrivals {
  /** Rows with a greater id are highlighted. */
  litAbove = $state(Infinity);
  private gathered = 0;
  private dark: ReturnType<typeof setTimeout> | null = null;
  private speak: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly announce: (text: string) => void) {}

  came(added: number, above: number): void {
    this.litAbove = Math.min(this.litAbove, above);
    if (this.dark) clearTimeout(this.dark);
    this.dark = setTimeout(() => {
      this.litAbove = Infinity;
    }, LIT);
    this.gathered += added;
    this.speak ??= setTimeout(() => {
      this.announce(`${counted(this.gathered, "new delivery error")}.`);
      this.gathered = 0;
      this.speak = null;
    }, GATHERED);
  }
}
