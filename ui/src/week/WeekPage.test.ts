// Tests the page of a week: its figures, its days, where its rows lead, the weeks around it, and a week without
// incidents.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { callsOf, expectNoFaults, open } from "../testing";

const textOf = (id: string): string => screen.getByTestId(id).textContent.replace(/\s+/g, " ");

it("says what the last week was, and leads to its incidents", async () => {
  const { backend } = await open("history", "#/week/2026-W48");
  await screen.findByTestId("week-figures");
  await expectNoFaults();
  expect(callsOf(backend, "week_summary").at(-1)?.args).toEqual({ week: "2026-W48" });
  expect(screen.getByTestId("week-so-far")).toBeTruthy();
  expect(textOf("week-figures")).toMatch(/incidents? · .*the week before/);
  expect(screen.getAllByTestId("week-day")).toHaveLength(7);
  const rows = screen.getAllByTestId("week-incident");
  expect(rows[0]?.getAttribute("href")).toMatch(/^#\/(open|acknowledged|resolved)\/incident\/\d+$/);
  expect(screen.queryByTestId("week-after")).toBeNull();
});

it("leads to the weeks before and after, and says where nothing failed", async () => {
  await open("history", "#/week/2026-W47");
  const before = await screen.findByTestId("week-before");
  expect(before.getAttribute("href")).toBe("#/week/2026-W46");
  await fireEvent.click(before);
  location.hash = "#/week/2026-W46";
  await screen.findByTestId("week-empty");
  await expectNoFaults();
  expect(screen.getByTestId("week-after").getAttribute("href")).toBe("#/week/2026-W47");
});

it("says why a week can't be read, and tries again", async () => {
  const { backend } = await open("history", "#/open");
  backend.failing.set("week_summary", { what: "The history can’t be read.", meaning: "m", remedy: "r" });
  location.hash = "#/week";
  const failed = await screen.findByTestId("week-failed");
  expect(failed.textContent).toContain("The history can’t be read.");
  backend.failing.clear();
  location.hash = "#/week/2026-W47";
  await waitFor(() => {
    expect(screen.queryByTestId("week-failed")).toBeNull();
  });
});
