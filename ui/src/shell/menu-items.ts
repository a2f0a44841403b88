// What the context menus are made of.
import type { MenuItem } from "../parts/MenuList.svelte";
import type { Pages } from "./pages.svelte";

/** A group of items of their own. */
export const apart = ([first, ...rest]: MenuItem[]): MenuItem[] =>
  first ? [{ ...first, apart: true }, ...rest] : [];

export function copyItem(
  pages: Pages,
  words: string,
  text: () => string | null | Promise<string | null>,
): MenuItem {
  return { words, act: () => void pages.copyText(text) };
}
