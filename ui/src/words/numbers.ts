// How numbers are written in a language.
import { FluentNumber, type FluentVariable } from "@fluent/bundle";

const formats = new Map<string, Intl.NumberFormat>();

/** "1,204", in the language of this tag. */
export function writeNumber(n: number, tag: string, options: Intl.NumberFormatOptions = {}): string {
  const name = `${tag} ${JSON.stringify(options)}`;
  // The first format of a window loads ICU's tables, which takes longer than the list's rows. English needs none.
  if (name === "en-GB {}" && Number.isSafeInteger(n)) return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const format = formats.get(name) ?? new Intl.NumberFormat(tag, options);
  formats.set(name, format);
  return format.format(n);
}

/** A number in a message: as {@link writeNumber} writes it, with the plural forms that Fluent chooses. */
class NumberInWords extends FluentNumber {
  constructor(
    n: number,
    private readonly tag: string,
  ) {
    super(n);
  }

  override toString(): string {
    return writeNumber(this.value, this.tag);
  }
}

export function inMessage(
  args: Readonly<Record<string, string | number>>,
  tag: string,
): Record<string, FluentVariable> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === "number" ? new NumberInWords(value, tag) : value,
    ]),
  );
}
