// Tests which key presses are ours.
import { describe, expect, it } from "vitest";
import { KEYS, KeyReader } from "./keys";

function press(key: string, on: Element = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, ...more });
  on.dispatchEvent(event);
  return event;
}

function element(tag: string, attribute?: string): HTMLElement {
  const made = document.body.appendChild(document.createElement(tag));
  if (attribute) made.setAttribute(attribute, "");
  return made;
}

describe("KeyReader", () => {
  const reader = new KeyReader();

  it("knows every key of the list", () => {
    const named: Record<string, string> = { "↓": "ArrowDown", "↑": "ArrowUp", Esc: "Escape" };
    for (const { action, keys } of KEYS) {
      for (const key of keys.filter((k) => k !== "g g")) {
        expect(reader.read(press(named[key] ?? key))).toBe(action);
      }
    }
  });

  it("takes two g for the top, and one for nothing", () => {
    expect(reader.read(press("g"))).toBeNull();
    expect(reader.read(press("g"))).toBe("top");
    expect(reader.read(press("g"))).toBeNull();
    expect(reader.read(press("x"))).toBeNull();
    expect(reader.read(press("g"))).toBeNull();
  });

  it("leaves alone what is typed, held with Ctrl, or meant for a button or a scrolling text", () => {
    expect(reader.read(press("c", element("input")))).toBeNull();
    expect(reader.read(press("c", document.body, { ctrlKey: true }))).toBeNull();
    expect(reader.read(press("Enter", element("button")))).toBeNull();
    expect(reader.read(press("j", element("button")))).toBe("next");
    expect(reader.read(press("ArrowDown", element("div", "data-scrolls")))).toBeNull();
    expect(reader.read(press("j", element("div", "data-scrolls")))).toBe("next");
  });
});
