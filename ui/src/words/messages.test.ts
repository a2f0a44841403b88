// Tests the messages of both languages: that none is missing, unused or half, and that the styles know no left and right.
import { readdirSync, readFileSync } from "node:fs";
import { FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import { messagesOf } from "./bundles";

type Node = {
  type?: string;
  name?: string;
  selector?: Node;
  variants?: { key: Node; value: unknown }[];
  value?: unknown;
};
type Message = { id: string; value: unknown };

/** The texts of the files of this language. */
const sourcesOf = (language: "en" | "ar"): string[] =>
  readdirSync(`../locales/${language}`)
    .filter((file) => file.startsWith("window-"))
    .map((file) => readFileSync(`../locales/${language}/${file}`, "utf8"));
const bodyOf = (text: string): Message[] => new FluentResource(text).body as unknown as Message[];
const byId = (language: "en" | "ar"): Map<string, unknown> =>
  new Map(
    sourcesOf(language)
      .flatMap(bodyOf)
      .map(({ id, value }) => [id, value]),
  );
const en = byId("en");
const ar = byId("ar");

/** The variables of a pattern, and the forms of each choice by a variable. */
function partsOf(pattern: unknown): { variables: Set<string>; choices: Map<string, string[]> } {
  const variables = new Set<string>();
  const choices = new Map<string, string[]>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    if (typeof node !== "object" || node === null) return;
    const { type, name, selector, variants } = node as Node;
    if (type === "var" && name) variables.add(name);
    if (type === "select" && selector?.name)
      choices.set(
        selector.name,
        (variants ?? []).map(({ key }) => String(key.name ?? key.value)),
      );
    if (selector) walk(selector);
    variants?.forEach(({ value }) => {
      walk(value);
    });
  };
  walk(pattern);
  return { variables, choices };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
const files = filesIn("src").filter((file) => /\.(ts|svelte|css)$/.test(file) && !file.endsWith(".test.ts"));
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const source = [...sources.values()].join("\n");
/** The names in an object literal, from behind its opening brace. `null` if another object is spread in it. */
function namesIn(code: string): Set<string> | null {
  const names = new Set<string>();
  let [depth, field] = [0, ""];
  for (const character of code) {
    if ("([{".includes(character)) depth += 1;
    if (depth === 0 && ",}".includes(character)) {
      if (field.trim().startsWith("...")) return null;
      const name = /^\s*(\w+)/.exec(field)?.[1];
      if (name) names.add(name);
      field = "";
      if (character === "}") break;
    } else field += character;
    if (")]}".includes(character)) depth -= 1;
  }
  return names;
}

/** Made of the names of settings, whose English is the app's. */
const ofSetting = (id: string): boolean => /^setting-.*-(title|help|empty)$/.test(id);

describe("the messages", () => {
  it("are the same in both languages", () => {
    expect([...ar.keys()].filter((id) => !ofSetting(id)).sort()).toEqual([...en.keys()].sort());
  });

  it("are read one by one as in their whole file, and need no other", () => {
    for (const language of ["en", "ar"] as const) {
      const texts = messagesOf(language);
      const bodies = texts.map(([id, rest]) => bodyOf(id + rest));
      expect(bodies.flat()).toEqual(sourcesOf(language).flatMap(bodyOf));
      expect(texts.map(([id]) => [id])).toEqual(bodies.map((body) => body.map(({ id }) => id)));
      expect(JSON.stringify(bodies)).not.toMatch(/"type":"(?:mesg|term)"/);
    }
  });

  it("stand in each file once", () => {
    for (const language of ["en", "ar"] as const) {
      const ids = sourcesOf(language).flatMap((text) =>
        [...text.matchAll(/^([\w-]+) =/gm)].map(([, id]) => id),
      );
      expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    }
  });

  it.each([...en.keys()])("%s has the same variables in both", (id) => {
    const variables = (pattern: unknown): string[] => [...partsOf(pattern).variables].sort();
    expect(variables(ar.get(id))).toEqual(variables(en.get(id)));
  });

  it("have all six Arabic forms wherever a number is counted", () => {
    for (const [id, pattern] of ar) {
      const { variables, choices } = partsOf(pattern);
      if (variables.has("count")) expect(choices.get("count"), id).toBeDefined();
      for (const forms of choices.values())
        expect(forms, id).toEqual(["zero", "one", "two", "few", "many", "other"]);
    }
  });

  it("are all used", () => {
    const unused = [...en.keys()].filter((id) => !source.includes(`"${id}"`));
    expect(unused).toEqual([]);
  });

  it("are all there that the window asks for", () => {
    const asked = [...source.matchAll(/\bt\(\s*"([\w-]+)"|<Words\s+id="([\w-]+)"/g)].map(
      ([, a, b]) => a ?? b ?? "",
    );
    expect(asked.length).toBeGreaterThan(300);
    expect(asked.filter((id) => !en.has(id))).toEqual([]);
  });

  it("are given all their variables", () => {
    const calls = [...source.matchAll(/\bt\(\s*"([\w-]+)",\s*\{/g)].map(
      (call) => [call[1] ?? "", namesIn(source.slice(call.index + call[0].length))] as const,
    );
    expect(calls.length).toBeGreaterThan(100);
    const without = calls.filter(
      ([id, given]) => given !== null && ![...partsOf(en.get(id)).variables].every((name) => given.has(name)),
    );
    expect(without.map(([id]) => id)).toEqual([]);
  });

  it("are small", () => {
    const size = [...sourcesOf("en"), ...sourcesOf("ar")].reduce(
      (sum, text) => sum + new TextEncoder().encode(text).length,
      0,
    );
    expect(size).toBeLessThan(300 * 1024);
  });
});

describe("the styles", () => {
  /** Custom properties name a side for each direction. */
  const SIDES =
    /^\s*(?!--)(?:[\w-]*-)?(?:left|right)[\w-]*\s*:|^\s*(?!--)[\w-]+\s*:[^;]*\b(?:left|right)\b/gm;
  const FOUR = /^\s*(?:margin|padding|inset|border-radius):\s*(\S+) (\S+) (\S+) (\S+);/gm;
  const styleOf = (file: string, text: string): string =>
    (file.endsWith(".css") ? text : (/<style>[^]*<\/style>/.exec(text)?.[0] ?? "")).replace(
      /\/\*[^]*?\*\//g,
      "",
    );

  it.each(files.filter((file) => /\.(svelte|css)$/.test(file)))("%s knows no left and right", (file) => {
    const style = styleOf(file, sources.get(file) ?? "");
    const sided = [...style.matchAll(FOUR)]
      .filter(([, , right, , left]) => right !== left)
      .map(([all]) => all);
    expect([...(style.match(SIDES) ?? []), ...sided]).toEqual([]);
  });
});
