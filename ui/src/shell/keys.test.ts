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
        const held = { shiftKey: pressed[0] === "Shift", altKey: pressed[0] === "Alt" };
        const asked = pressed
          .filter((key) => key !== "Shift" && key !== "Alt")
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
    expect(reader.read(press("q"))).toBeNull();
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
