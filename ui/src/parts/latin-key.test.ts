// Tests which key a press means on layouts without Latin letters.
import { expect, it } from "vitest";
import { LatinKeys, latinLetter } from "./latin-key";

const press = (key: string, code: string, shiftKey = false): KeyboardEvent =>
  new KeyboardEvent("keydown", { key, code, shiftKey });

it.each([
  ["ت", "KeyJ", false, "j"],
  ["ن", "KeyK", false, "k"],
  ["لا", "KeyB", false, "b"],
  ["ـ", "KeyJ", true, "J"],
  ["ظ", "Slash", false, "/"],
  ["؟", "Slash", true, "?"],
  ["و", "Comma", false, ","],
  ["о", "KeyJ", false, "j"],
  ["Л", "KeyK", true, "K"],
  ["ξ", "KeyJ", false, "j"],
])("%s at %s is the key of an English layout", (key, code, shift, meant) => {
  expect(new LatinKeys().read(press(key, code, shift))).toBe(meant);
});

it.each([
  ["q", "KeyA"],
  ["é", "KeyW"],
  ["ö", "Semicolon"],
  ["Enter", "Enter"],
  ["ArrowDown", "ArrowDown"],
  [".", "Slash"],
  ["Dead", "KeyE"],
])("%s at %s stays what it is on a Latin layout", (key, code) => {
  expect(new LatinKeys().read(press(key, code))).toBe(key);
});

it("knows a sign by the letters before it", () => {
  const keys = new LatinKeys();
  keys.read(press("о", "KeyJ"));
  expect(keys.read(press(".", "Slash"))).toBe("/");
  expect(keys.read(press(",", "Slash", true))).toBe("?");
  expect(keys.read(press("*", "Digit8", true))).toBe("*");
  expect(keys.read(press("Enter", "Enter"))).toBe("Enter");
  keys.read(press("j", "KeyJ"));
  expect(keys.read(press(".", "Slash"))).toBe(".");
});

it("reads single letters in menus", () => {
  expect(latinLetter(press("ن", "KeyK"))).toBe("k");
  expect(latinLetter(press(".", "Slash"))).toBe(".");
});
