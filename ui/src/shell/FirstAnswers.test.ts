// The page that came with the answers to its first calls.
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import { screen, waitFor } from "@testing-library/svelte";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { connect, type Call } from "../backend";
import type { Commands } from "../bindings";
import { FirstAnswers } from "../first-answers";
import { play, type Player } from "../stand-in/player";
import { show } from "../testing";

const OPEN = { query: "is:open", sort: "newest", group: null, after: null, limit: 200 };

/** What the page asks the app, whose bridge is this. Never answers a call of the name `held`. */
function bridge(player: Player, held: Call | null = null): string[] {
  const asked: string[] = [];
  mockIPC(
    (name, args) => {
      asked.push(name);
      if (name === held) return new Promise(() => {});
      return player.call(name as Call, args as Commands[Call]["args"]);
    },
    { shouldMockEvents: true },
  );
  return asked;
}

async function write(player: Player, calls: readonly [Call, Record<string, unknown>][]): Promise<void> {
  const answers = await Promise.all(
    calls.map(async ([call, args]) => ({
      call,
      args,
      answer: await player.call(call, args as Commands[Call]["args"]),
    })),
  );
  const element = document.createElement("script");
  element.type = "application/json";
  element.id = "first-answers";
  element.textContent = JSON.stringify(answers);
  document.body.append(element);
}

afterEach(() => {
  document.getElementById("first-answers")?.remove();
});
// Not after each: what a test mounted still stops listening then.
afterAll(() => {
  for (const name of ["__TAURI_INTERNALS__", "__TAURI_EVENT_PLUGIN_INTERNALS__"])
    Reflect.deleteProperty(window, name);
});

describe("a page that came with its first answers", () => {
  it("shows them, and asks for the status alone", async () => {
    const player = await play("live");
    await write(player, [
      ["window_view", {}],
      ["status", {}],
      ["incidents", OPEN],
    ]);
    const asked = bridge(player);
    const pages = await show(await connect());
    await screen.findAllByTestId("incident-row");
    await waitFor(() => {
      expect(pages.session.listening).toBe(true);
      expect(asked).toContain("status");
    });
    expect(asked.filter((name) => name === "status")).toHaveLength(1);
    expect(asked).not.toContain("incidents");
    expect(asked).not.toContain("window_view");
  });

  it("asks for the list again if something changed before it heard of changes", async () => {
    const player = await play("live");
    await write(player, [
      ["status", {}],
      ["incidents", OPEN],
    ]);
    const asked = bridge(player);
    player.next();
    await show(await connect());
    await waitFor(() => {
      expect(asked).toContain("incidents");
    });
  });

  it("asks the app once it heard of a change, although it does not hear of everything yet", async () => {
    const player = await play("live");
    await write(player, [
      ["status", {}],
      ["incidents", OPEN],
    ]);
    const status = await player.call("status", {});
    const asked = bridge(player, "window_view");
    const pages = await show(await connect(), "#/endpoints");
    await waitFor(() => {
      expect(asked).toContain("window_view");
    });
    await emit("changed", { ...status, revision: status.revision + 1 });
    expect(pages.session.listening).toBe(false);
    pages.session.router.go("#/open");
    await screen.findAllByTestId("incident-row");
    expect(asked).toContain("incidents");
  });

  it("takes each for exactly its call, and once", async () => {
    const player = await play("live");
    await write(player, [["incidents", OPEN]]);
    const first = new FirstAnswers(document);
    expect(first.take("incidents", { ...OPEN, sort: "count" })).toBeNull();
    expect(first.take("incidents", { query: "is:open" })).toBeNull();
    expect(first.take("incidents", OPEN)).not.toBeNull();
    expect(first.take("incidents", OPEN)).toBeNull();
  });
});
