// What the window says, in the language of the window. Ids are always written whole, so that a test finds each.
import type { FluentBundle } from "@fluent/bundle";
import { bundleWith } from "./bundles";
import { locale } from "./locale.svelte";
import { inMessage } from "./numbers";

export type Args = Readonly<Record<string, string | number>>;

/** The message of this id. A number is written as a count; what is a name, such as a status or an id, is passed as text. */
export function t(id: string, args?: Args): string {
  const { language, digits } = locale();
  const said = format(bundleWith(id, language, digits), id, args);
  if (said !== null) return said;
  console.error(`No message “${id}” in ${language}.`);
  return format(bundleWith(id, "en"), id, args) ?? id;
}

/** Whether the language has this message. */
export function has(id: string): boolean {
  const { language, digits } = locale();
  return bundleWith(id, language, digits).hasMessage(id);
}

function format(bundle: FluentBundle, id: string, args?: Args): string | null {
  const pattern = bundle.getMessage(id)?.value ?? null;
  if (pattern === null) return null;
  const errors: Error[] = [];
  const [tag = "en-GB"] = bundle.locales;
  const said = bundle.formatPattern(pattern, args && inMessage(args, tag), errors);
  for (const error of errors) console.error(`${id}: ${error.message}`);
  return said;
}

export type Piece = { text: string } | { part: string };

const PLACE = /\ue000(\d+)\ue001/u;

/** The message in pieces, where elements stand for some of its variables. */
export function pieces(id: string, args: Args, parts: readonly string[]): Piece[] {
  const clean = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === "string" ? value.replace(/[\ue000\ue001]/gu, "\ufffd") : value,
  ]);
  const places = parts.map((name, i) => [name, `\ue000${String(i)}\ue001`]);
  const said = t(id, Object.fromEntries([...clean, ...places]) as Args);
  return said
    .split(PLACE)
    .map((text, i): Piece => (i % 2 === 1 ? { part: parts[Number(text)] ?? "" } : { text }))
    .filter((piece) => !("text" in piece) || piece.text !== "");
}

/** Words by name, each read when it is shown. */
export function wordsOf<Name extends string>(
  ids: Readonly<Record<Name, string>>,
): Readonly<Record<Name, string>> {
  const words = {} as Record<Name, string>;
  for (const name of Object.keys(ids) as Name[])
    Object.defineProperty(words, name, { enumerable: true, get: () => t(ids[name]) });
  return words;
}

/** "failing, 412 reports": items in a row, that are no sentence. */
export function listed(items: readonly string[]): string {
  return items.join(t("list-comma"));
}

/** "since 09:14 · 3rd this week": facts beside each other. */
export function facts(items: readonly string[]): string {
  return items.filter((one) => one !== "").join(" · ");
}
