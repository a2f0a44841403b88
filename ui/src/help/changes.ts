// What is new, from CHANGELOG.md at build time. Only headings, list items and code are parsed.

declare const __CHANGELOG__: string;

export const changelog = __CHANGELOG__;

export type Version = { name: string; items: string[] };

export function versionsOf(changelog: string): Version[] {
  const versions: Version[] = [];
  for (const line of changelog.split("\n")) {
    const current = versions.at(-1);
    if (line.startsWith("## ")) versions.push({ name: line.slice(3).trim(), items: [] });
    else if (line.startsWith("- ")) current?.items.push(line.slice(2).trim());
    else if (/^\s+\S/.test(line) && current && current.items.length > 0)
      current.items.push(`${current.items.pop() ?? ""} ${line.trim()}`);
  }
  return versions;
}

/** The parts of a text, alternating between plain text and code. */
export function codeParts(text: string): { text: string; code: boolean }[] {
  return text
    .replaceAll("**", "")
    .split("`")
    .map((part, i) => ({ text: part, code: i % 2 === 1 }))
    .filter(({ text: part }) => part !== "");
}
