// What the search of a page looks for, for all that shows its texts.
import { getContext, setContext } from "svelte";

export const KEY = Symbol("needles");

export function provideNeedles(needles: () => readonly string[]): void {
  setContext(KEY, needles);
}

export function usedNeedles(): () => readonly string[] {
  return getContext<(() => readonly string[]) | undefined>(KEY) ?? (() => []);
}
