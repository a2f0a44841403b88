// Tests the window in Arabic: its direction, its keys, that it is sound, and that no text of its own was left in English.
import { screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { Plot, WindowView } from "../bindings";
import { play, type Player } from "../stand-in/player";
import { expectNoFaults, show } from "../testing";
import { speak, type Locale } from "../words/locale.svelte";

afterEach(() => {
  speak({});
});

/** The window over this scenario, in this language. What the core answers may be changed. */
async function open(
  scenario: string,
  hash: string,
  language: Locale["language"],
  changed = (_: string, answer: unknown): unknown => answer,
): Promise<Player> {
  const player = await play(scenario);
  const call = player.call.bind(player);
  player.call = async (name, args) => {
    const answer = changed(name, await call(name, args));
    if (name !== "window_view" && name !== "status") return answer as never;
    return {
      ...(answer as WindowView),
      locale: { language, digits: "latin", calendar: "gregorian" },
    } as never;
  };
  await show(player, hash);
  speak({ language });
  return player;
}

const PAGES: [name: string, scenario: string, hash: string, testid: string][] = [
  ["incidents", "history", "#/", "incident-row"],
  ["an incident", "evidence", "#/open", "incident-row"],
  ["reports", "history", "#/errors", "row"],
  ["endpoints", "endpoints", "#/endpoints", "endpoint-row"],
  ["monitors", "monitors-two", "#/monitors", "monitor-row"],
  ["plots", "plots", "#/plots", "plot-summary"],
  ["a week", "history", "#/week/2026-W48", "week-figures"],
  ["the connection", "tunnel-page", "#/tunnel", "tunnel-page"],
  ["settings", "settings", "#/settings/receiver", "settings-receiver"],
  ["help", "help", "#/help", "help-codes"],
  ["the first run", "first-run", "#/", "first-run"],
];

describe("in Arabic", () => {
  it("what has no endpoint has an Arabic name in a plot", async () => {
    const series = ["unreadable reports", "an unnamed endpoint", "others"].map((label) => ({
      endpoint: "",
      label,
      counts: [1],
      total: 1,
    }));
    await open("plots", "#/plots", "ar", (name, answer) =>
      name === "plot" ? { ...(answer as Plot), series } : answer,
    );
    const legend = await screen.findByTestId("plot-legend");
    expect(legend.textContent).toContain("بلاغات غير مقروءة");
    expect(legend.textContent).toContain("نقطة نهاية بلا اسم");
    expect(legend.textContent).toContain("نقاط نهاية أخرى");
  });

  it.each(PAGES)("%s are sound, and run from right to left", async (_, scenario, hash, testid) => {
    await open(scenario, hash, "ar");
    await screen.findAllByTestId(testid);
    expect(document.documentElement.dir).toBe("rtl");
    expect(document.documentElement.lang).toBe("ar");
    await expectNoFaults();
  });

  it("the times of reports that say the same are joined by a word of it", async () => {
    await open("three-reports", "#/open/incident/1", "ar");
    const row = (await screen.findByTestId("run-count")).closest(".row");
    const spans = [...(row?.querySelectorAll(".message[title]") ?? [])].map((one) =>
      one.getAttribute("title"),
    );
    expect(spans).toEqual([expect.stringContaining(" إلى ")]);
    expect(spans.join("")).not.toMatch(/[a-z]{2,}/);
  });

  it("the language changes while the window is open", async () => {
    const player = await open("history", "#/", "ar");
    expect(screen.getByTestId("nav-settings").textContent).toContain("الإعدادات");
    speak({ language: "en" });
    await waitFor(() => {
      expect(screen.getByTestId("nav-settings").textContent).toContain("Settings");
    });
    expect(document.documentElement.dir).toBe("ltr");
    expect(player.calls.some(({ name }) => name === "window_view")).toBe(true);
  });
});

/** Every text of the scenario: what the app says, and what came over the network. */
function textsOf(player: Player): string {
  const said = (value: unknown): string[] =>
    typeof value === "string"
      ? [value]
      : typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, one]) => [key, ...said(one)])
        : [];
  return said((player as unknown as { scenario: unknown }).scenario)
    .join("\n")
    .toLowerCase();
}

/** Names, and words of the search language and the keyboard, are the same in every language. */
const NAMES = /^(?:missedhook|retm|curl|json|ndjson|csv|http|https|url|enter|esc|ctrl|shift|alt|base64)$/;

/** The texts on screen that no translation went through, and the app did not say. */
function forgotten(player: Player): string[] {
  const texts = textsOf(player);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.textContent ?? "").trim();
    const parent = node.parentElement;
    if (parent?.closest("script, style, code, pre, kbd, [data-testid=help-changes], h4, option")) continue;
    const words = text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
    if (words.some((word) => !NAMES.test(word) && !texts.includes(word))) found.push(text);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      const words = (element.getAttribute(name) ?? "").toLowerCase().match(/[a-z]{4,}/g) ?? [];
      const isExample = name === "placeholder" && /[:/.]/.test(element.getAttribute(name) ?? "");
      if (!isExample && words.some((word) => !NAMES.test(word) && !texts.includes(word)))
        found.push(`${name}: ${element.getAttribute(name) ?? ""}`);
    }
  }
  return found;
}

describe("in a language that nobody speaks", () => {
  it.each(PAGES)("%s have no text that was left out", async (_, scenario, hash, testid) => {
    const player = await open(scenario, hash, "en");
    await screen.findAllByTestId(testid);
    speak({ language: "pseudo" });
    await waitFor(() => {
      expect(document.body.textContent).toMatch(/[åéîöû]/);
    });
    expect(forgotten(player)).toEqual([]);
  });
});
