// Where in the window one is, kept in the address, so that back and forward work and a notification can open
// the right thing. Never remembered anywhere else.
import { addressOf, placeOf } from "./address";

export class CurrentPlace {
  hash = $state(location.hash);
  readonly place = $derived(placeOf(this.hash));

  /** Answers with what ends the listening. */
  watch(): () => void {
    const follow = (): void => {
      this.hash = location.hash;
    };
    window.addEventListener("hashchange", follow);
    return () => {
      window.removeEventListener("hashchange", follow);
    };
  }

  /** Goes to an address. `instead` takes the place of the present one, as when moving row by row. */
  go(hash: string, how: "next" | "instead" = "next"): void {
    if (hash === this.hash) return;
    if (how === "instead") location.replace(hash);
    else location.hash = hash;
    this.hash = hash;
  }

  open(error: number, how: "next" | "instead" = "next"): void {
    this.go(addressOf(this.place.incident, error), how);
  }

  /** Back to the list, still of the same incident. */
  close(): void {
    this.go(addressOf(this.place.incident, null));
  }
}
