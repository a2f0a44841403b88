// Tests the order of the folders: each may import from those before it, and from none after it.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** What several pages share, then the pages, then the window that contains them. */
const ORDER = [
  "words", "format", "session", "parts",
  "list", "monitors", "endpoint", "incident", "report", "requests", "plots", "week", "settings", "access", "help",
  "shell",
]; // prettier-ignore
/** Pages that may use another page: incidents list reports, and the first run shows the first report. */
const USES: Readonly<Record<string, readonly string[]>> = {
  incident: ["list", "monitors"],
  endpoint: ["monitors"],
  access: ["list", "settings"],
  help: ["settings"],
  requests: ["report"],
};
const PAGES = ORDER.slice(4, -1);

it.each(ORDER)("%s imports from no folder above it", (folder) => {
  const place = ORDER.indexOf(folder);
  const files = readdirSync(`src/${folder}`).filter((file) => !file.endsWith(".test.ts"));
  const imported = files.flatMap((file) =>
    [...readFileSync(`src/${folder}/${file}`, "utf8").matchAll(/from "\.\.\/([a-z-]+)\//g)].map(
      ([, to]) => to,
    ),
  );
  const allowed = ORDER.slice(0, place).filter(
    (one) => folder === "shell" || !PAGES.includes(one) || USES[folder]?.includes(one),
  );
  expect([...new Set(imported)].filter((to) => !allowed.includes(to ?? ""))).toEqual([]);
});
