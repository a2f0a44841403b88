// Tests the export as the user sees it.
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { play, type Player } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import ExportMenu from "./ExportMenu.svelte";
import { callsOf, expectNoFaults } from "../testing";

async function show(backend: Player, query?: string) {
  const session = new Session(backend);
  await session.start();
  render(ExportMenu, query === undefined ? { session } : { session, query });
  return session;
}

async function choose(format: "csv" | "json" | "ndjson"): Promise<void> {
  await fireEvent.click(screen.getByTestId("export"));
  await fireEvent.click(await screen.findByTestId(`export-${format}`));
}

const line = () => screen.getByTestId("export-progress").textContent.replace(/\s+/g, " ").trim();
const PATH = "/home/amal/Downloads/missedhook-20261124T091400Z.csv";

describe("export", () => {
  it("is begun by its menu, says how far it is, and where the file is", async () => {
    const backend = await play("export");
    const session = await show(backend, "code:503");
    await choose("csv");
    await screen.findByRole("progressbar");
    expect(callsOf(backend, "start_export").map((call) => call.args)).toEqual([
      { query: "code:503", format: "csv" },
    ]);
    expect(screen.getByTestId<HTMLButtonElement>("export").disabled).toBe(true);
    backend.tell("exporting", { path: PATH, written: 2, total: 24, state: "running", problem: null });
    await waitFor(() => {
      expect(line()).toContain("2 / 24 reports");
    });
    await expectNoFaults();
    backend.tell("exporting", { path: PATH, written: 24, total: 24, state: "done", problem: null });
    await waitFor(() => {
      expect(line()).toContain(`24 reports in ${PATH}`);
    });
    expect(session.liveRegion.text).toBe(`Exported to ${PATH}.`);
    await fireEvent.click(screen.getByTestId("export-copy"));
    await waitFor(() => {
      expect(backend.copied).toEqual([PATH]);
    });
    await fireEvent.click(screen.getByTestId("export-hide"));
    expect(screen.queryByTestId("export-progress")).toBeNull();
  });

  it("can be cancelled", async () => {
    const backend = await play("export-cancelled");
    await show(backend);
    await choose("ndjson");
    await fireEvent.click(await screen.findByTestId("export-cancel"));
    await waitFor(() => {
      expect(line()).toContain("cancelled");
    });
    expect(screen.getByTestId<HTMLButtonElement>("export").disabled).toBe(false);
  });

  it("exports what the view lists", async () => {
    const backend = await play("export");
    location.hash = "#/acknowledged?q=code:503";
    await show(backend);
    await choose("json");
    await screen.findByTestId("export-progress");
    expect(callsOf(backend, "start_export").map((call) => call.args)).toEqual([
      { query: "is:acknowledged code:503", format: "json" },
    ]);
    location.hash = "#/";
  });

  it("says why it could not begin, and why it failed", async () => {
    const backend = await play("export");
    backend.failing.set("start_export", {
      what: "No downloads folder.",
      meaning: "Nothing.",
      remedy: "Make one.",
    });
    await show(backend);
    await choose("csv");
    expect((await screen.findByRole("alert")).textContent).toContain("No downloads folder.");
    backend.failing.clear();
    await choose("csv");
    await screen.findByRole("progressbar");
    const problem = { what: "The disk is full.", meaning: "No file was kept.", remedy: "Free some space." };
    backend.tell("exporting", { path: PATH, written: 1, total: 2, state: "failed", problem });
    expect((await screen.findByRole("alert")).textContent).toContain("The disk is full.");
    await expectNoFaults();
  });
});
