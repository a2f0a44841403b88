// Tests which key presses are handled.
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
    const named: Record<string, string> = {
      "↓": "ArrowDown",
      "↑": "ArrowUp",
      Esc: "Escape",
      Enter: "Enter",
      "→": "ArrowRight",
      "←": "ArrowLeft",
    };
    for (const { action, keys } of KEYS.flatMap(({ lines }) => lines)) {
      for (const way of keys) {
        const pressed = way.split(" ");
        const held = {
          shiftKey: pressed[0] === "Shift",
          ctrlKey: pressed[0] === "Ctrl",
          altKey: pressed[0] === "Alt",
        };
        const asked = pressed
          .filter((key) => !["Shift", "Ctrl", "Alt"].includes(key))
          .map((key) => reader.read(press(named[key] ?? key, document.body, held)));
        expect(asked.at(-1), way).toBe(action);
      }
    }
  });

  it("takes a second key within the time of the first, and one g for nothing", () => {
    expect(reader.read(press("g"))).toBeNull();
    expect(reader.read(press("a"))).toBe("go-acknowledged");
    expect(reader.read(press("a"))).toBe("acknowledge");
    expect(reader.read(press("g"))).toBeNull();
    expect(reader.read(press("v"))).toBeNull();
    expect(reader.read(press("o"))).toBe("reopen");
  });

  it("takes a held g for one", () => {
    expect(reader.read(press("g"))).toBeNull();
    expect(reader.read(press("g", document.body, { repeat: true }))).toBeNull();
    expect(reader.read(press("g", document.body, { repeat: true }))).toBeNull();
    expect(reader.read(press("a"))).toBe("go-acknowledged");
    expect(reader.read(press("g", document.body, { repeat: true }))).toBeNull();
    expect(reader.read(press("o"))).toBe("reopen");
  });

  it("leaves alone what is typed, held with Ctrl, or meant for a button or a scrolling text", () => {
    expect(reader.read(press("c", element("input")))).toBeNull();
    expect(reader.read(press("c", document.body, { ctrlKey: true }))).toBeNull();
    expect(reader.read(press("Enter", element("button")))).toBeNull();
    expect(reader.read(press("j", element("button")))).toBe("next");
    expect(reader.read(press("ArrowDown", element("div", "data-scrolls")))).toBeNull();
    expect(reader.read(press("j", element("div", "data-scrolls")))).toBe("next");
  });

  it("reads Ctrl also in a text field, and only the window's own in a dialog", () => {
    const ctrl = (key: string, on: Element): unknown => reader.read(press(key, on, { ctrlKey: true }));
    expect(ctrl("k", element("input"))).toBe("palette");
    expect(ctrl("+", element("input"))).toBe("zoom-in");
    expect(ctrl("a", element("input"))).toBeNull();
    expect(ctrl("k", element("dialog"))).toBeNull();
    expect(ctrl("q", element("dialog"))).toBe("quit");
    expect(reader.read(press("k", document.body, { ctrlKey: true, altKey: true }))).toBeNull();
  });

  it("reads keys by position on an Arabic layout", () => {
    const arabic = (key: string, code: string, more: KeyboardEventInit = {}): unknown =>
      reader.read(press(key, document.body, { code, ...more }));
    expect(arabic("ت", "KeyJ")).toBe("next");
    expect(arabic("ش", "KeyA")).toBe("acknowledge");
    expect(arabic("ل", "KeyG")).toBeNull();
    expect(arabic("خ", "KeyO")).toBe("go-open");
    expect(arabic("ظ", "Slash")).toBe("search");
    expect(arabic("؟", "Slash", { shiftKey: true })).toBe("keys");
    expect(arabic("ن", "KeyK", { ctrlKey: true })).toBe("palette");
    expect(arabic("و", "Comma", { ctrlKey: true })).toBe("go-settings");
  });

  it("opens the menu of a row by the menu key, and by Shift F10", () => {
    expect(reader.read(press("ContextMenu"))).toBe("menu");
    expect(reader.read(press("F10"))).toBeNull();
    expect(reader.read(press("F10", document.body, { shiftKey: true }))).toBe("menu");
    expect(reader.read(press("ContextMenu", element("input")))).toBeNull();
  });

  it("mirrors the sideways arrows where one reads from the right", () => {
    const mirrored = element("div");
    mirrored.style.direction = "rtl";
    expect(reader.read(press("ArrowLeft", mirrored))).toBe("expand");
    expect(reader.read(press("ArrowRight", mirrored))).toBe("collapse");
    expect(reader.read(press("ArrowRight", mirrored, { altKey: true }))).toBe("history-back");
  });

  it("moves by arrows in a list, also where one reads", () => {
    const list = element("div", "data-scrolls").appendChild(document.createElement("div"));
    list.setAttribute("role", "listbox");
    expect(reader.read(press("ArrowDown", list))).toBe("next");
    expect(reader.read(press("a", element("div", "contenteditable")))).toBeNull();
  });
});
