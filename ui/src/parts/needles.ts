// The search terms of a page, for all components that show its texts.
import { getContext, setContext } from "svelte";

export const KEY = Symbol("needles");

export function provideSearchTerms(needles: () => readonly string[]): void {
  setContext(KEY, needles);
}

export function useSearchTerms(): () => readonly string[] {
  return getContext<(() => readonly string[]) | undefined>(KEY) ?? (() => []);
}
