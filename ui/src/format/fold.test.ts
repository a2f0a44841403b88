// Tests that the window folds text like the app, and highlights the letters as they were sent.
import { describe, expect, it } from "vitest";
import { fold } from "./fold";
import examples from "./fold.json";
import { marked } from "./marks";

describe("fold", () => {
  it.each(examples.folded)("folds %j", (text, folded) => {
    expect(fold(text ?? "").text).toBe(folded);
  });

  it.each(examples.found)("in %j, %j stands for %j", (text = "", needle = "", sent) => {
    const folded = fold(text);
    const at = folded.text.indexOf(needle);
    expect(text.slice(...folded.sent(at, at + needle.length))).toBe(sent);
  });
});

describe("marked", () => {
  const marks = (text: string, ...needles: string[]): string =>
    marked(text, needles)
      .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
      .join("");

  it.each([
    ["تعذّر الإتصال بالخادم", ["الاتصال", "اتصال"], "تعذّر [الإتصال] بالخادم"],
    ["الاتصال بالخادم", ["الخادم", "خادم"], "الاتصال ب[الخادم]"],
    ["رمز ٥٠٣ و1503", ["503"], "رمز [٥٠٣] و1503"],
    ["connect refused, reconnect", ["connect"], "[connect] refused, reconnect"],
    ["nothing", ["x"], "nothing"],
    ["nothing", [], "nothing"],
    ["aa", ["a", "aa"], "[a][a]"],
  ])("marks %j for %j", (text, needles, expected) => {
    expect(marks(text, ...needles)).toBe(expected);
  });
});
