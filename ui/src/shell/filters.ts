// A search query with one more filter.

/** A filter of the same name is replaced. */
export function withFilter(query: string, name: string, value: string): string {
  const others = query
    .replace(new RegExp(`(^|\\s)${name}:(?:"[^"]*"|\\S*)`, "gi"), " ")
    .replace(/\s+/g, " ")
    .trim();
  const quoted = /[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
  return `${others} ${name}:${quoted}`.trim();
}
