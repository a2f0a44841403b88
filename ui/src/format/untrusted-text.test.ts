// Tests that text from the network is shown safely, and in parts that can be laid out.
import { describe, expect, it } from "vitest";
import { PART, parts, sentence, truncated, visible } from "./untrusted-text";

describe("visible", () => {
  it.each([
    ["plain 503", "plain 503"],
    ["تعذر الاتصال", "تعذر الاتصال"],
    ["می\u200cخواهم 👩\u200d💻", "می\u200cخواهم 👩\u200d💻"],
    ["one\r\ntwo\tthree", "one\ntwo\tthree"],
    ["a\u001b[2Jb\u009b", "a\\u{1b}[2Jb\\u{9b}"],
    ["x\u202egpj.exe\u2066", "x\\u{202e}gpj.exe\\u{2066}"],
    ["a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
  ])("%j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("shows a tower of marks as so many", () => {
    const shown = visible(`a${"\u0301".repeat(100_000)}b`);
    expect(shown.length).toBeLessThan(60);
    expect(shown).toContain("(99984 more marks)");
  });
});

describe("sentence", () => {
  it("keeps the marks around what it quotes, and writes out all others", () => {
    expect(sentence("تغيّر الرمز إلى \u2066504\u2069", 80)).toBe("تغيّر الرمز إلى \u2066504\u2069");
    expect(sentence("x\u202egpj.exe\u2067", 80)).toBe("x\\u{202e}gpj.exe\\u{2067}");
  });
});

describe("parts", () => {
  it("shows what is short whole", () => {
    expect(parts("a\nb", 1)).toEqual({ text: "a\nb", isAll: true });
  });

  it.each([
    ["one line", "x".repeat(262_144)],
    ["many lines", "x\n".repeat(131_072)],
    ["pairs", "😀".repeat(131_072)],
  ])("cuts %s, and comes to its end", (_, text) => {
    const first = parts(text, 1);
    expect(first.isAll).toBe(false);
    expect(first.text.length).toBeLessThanOrEqual(PART.characters);
    expect(first.text.split("\n").length).toBeLessThanOrEqual(PART.lines);
    expect(() => encodeURIComponent(first.text)).not.toThrow();
    expect(parts(text, 1_000)).toEqual({ text, isAll: true });
  });

  it("begins with the same", () => {
    expect(truncated("abcdef", 3)).toBe("abc…");
    expect(truncated("abc", 3)).toBe("abc");
  });
});
