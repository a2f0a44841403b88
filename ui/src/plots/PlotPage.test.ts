// Tests the plots page as the user sees it, but for the chart.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { drawn } from "../stand-in/charts";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import type { Problem } from "../bindings";
import PlotPage from "./PlotPage.svelte";
import { callsOf, expectNoFaults } from "../testing";

const MENU = "https://pos.example.com/retm/menu";
/** This many minutes after half an hour before the scenario's present. */
const at = (minute: number): string =>
  new Date(Date.parse("2026-11-24T08:44:00Z") + minute * 60_000).toISOString();

async function show(scenario = "plots", failing?: Problem) {
  const backend = await play(scenario);
  if (failing) backend.failing.set("plot", failing);
  const session = new Session(backend);
  const onfilter = vi.fn();
  const stop = await session.start();
  const page = render(PlotPage, { session, onfilter });
  return { backend, session, onfilter, stop, ...page };
}

const rows = () => within(screen.getByTestId("plot-legend")).getAllByRole("row").map((row) => row.textContent.replace(/\s+/g, " ").trim()); // prettier-ignore
const local = (iso: string): string => {
  const d = new Date(iso);
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
};

describe("the page of plots", () => {
  it("counts by endpoint, the busiest first", async () => {
    await show();
    await screen.findByTestId("plot-legend");
    expect(rows()[1]).toContain("/retm/orders4");
    expect(rows()[2]).toContain("/retm/menu1");
    expect(screen.getByTestId("plot-total").textContent).toBe("5");
    expect(screen.getByTestId("plot-summary").textContent).toContain("5 reports");
    await expectNoFaults();
  });

  it("leads from a brushed stretch to its reports, and into it", async () => {
    const { onfilter } = await show();
    await fireEvent.click(await screen.findByTestId("plot-range-1h"));
    await waitFor(() => {
      expect(drawn.bars?.edges.length).toBeGreaterThan(50);
    });
    drawn.on?.onbrush({ from: Date.parse(at(2)) + 1, to: Date.parse(at(4)) - 1 });
    await waitFor(() => {
      expect(screen.getByTestId("plot-summary").textContent).toContain("4 reports");
    });
    await fireEvent.click(screen.getByTestId("plot-show"));
    expect(onfilter).toHaveBeenCalledWith(`since:${local(at(2))} until:${local(at(4))}`);
    await fireEvent.click(screen.getByTestId("plot-zoom"));
    await screen.findByTestId("plot-out");
    await waitFor(() => {
      expect(screen.getByTestId("plot-total").textContent).toBe("4");
    });
    expect(screen.getByTestId<HTMLInputElement>("plot-from").value).toBe(local(at(2)).replace("T", " "));
    await fireEvent.click(screen.getByTestId("plot-out"));
    await waitFor(() => {
      expect(screen.getByTestId("plot-total").textContent).toBe("5");
    });
  });

  it("is gone through and brushed by keys", async () => {
    const { onfilter } = await show();
    await fireEvent.click(await screen.findByTestId("plot-range-1h"));
    await waitFor(() => {
      expect(drawn.bars?.edges.length).toBeGreaterThan(50);
    });
    const chart = screen.getByTestId("plot-chart");
    const first = drawn.bars?.edges.findIndex((edge) => edge === Date.parse(at(2))) ?? -1;
    chart.focus();
    await fireEvent.keyDown(chart, { key: "Home" });
    for (let bar = 0; bar < first; bar++) await fireEvent.keyDown(chart, { key: "ArrowRight" });
    expect(chart.getAttribute("aria-valuetext")).toContain("/retm/orders 3, /retm/menu 1");
    expect(chart.getAttribute("aria-valuenow")).toBe(String(first + 1));
    await fireEvent.keyDown(chart, { key: "Enter" });
    expect(screen.getByTestId("plot-summary").textContent).toContain("4 reports");
    for (let bar = 2; bar < 9; bar++) await fireEvent.keyDown(chart, { key: "ArrowRight", shiftKey: true });
    expect(screen.getByTestId("plot-summary").textContent).toContain("5 reports");
    await fireEvent.click(screen.getByTestId("plot-show"));
    expect(onfilter).toHaveBeenCalledWith(`since:${local(at(2))} until:${local(at(10))}`);
    await fireEvent.keyDown(chart, { key: "Escape" });
    expect(screen.queryByTestId("plot-clear")).toBeNull();
    await expectNoFaults();
  });

  it("takes a range from its two fields, and keeps what is no time", async () => {
    const { onfilter } = await show();
    const [from, to] = [await screen.findByTestId("plot-from"), screen.getByTestId("plot-to")];
    await fireEvent.input(from, { target: { value: "breakfast" } });
    await fireEvent.change(from);
    expect(screen.getByRole("alert").textContent).toContain("Enter a time");
    expect((from as HTMLInputElement).value).toBe("breakfast");
    await fireEvent.input(from, { target: { value: local(at(1)) } });
    await fireEvent.input(to, { target: { value: local(at(5)) } });
    await fireEvent.keyDown(to, { key: "Enter" });
    await screen.findByText("4", { selector: "[data-testid=plot-total]" });
    expect(screen.queryByRole("alert")).toBeNull();
    await fireEvent.click(screen.getByTestId("plot-show"));
    expect(onfilter).toHaveBeenCalledWith(`since:${local(at(1))} until:${local(at(5))}`);
  });

  it("hides endpoints, and asks for the one that is left alone", async () => {
    const { onfilter } = await show();
    await screen.findByTestId("plot-legend");
    await fireEvent.click(screen.getAllByTestId("plot-toggle")[0] as HTMLElement);
    await waitFor(() => {
      expect(drawn.bars?.tops).toHaveLength(1);
    });
    expect(screen.getByTestId("plot-summary").textContent).toContain("1 report of /retm/menu");
    await fireEvent.click(screen.getByTestId("plot-show"));
    expect(onfilter).toHaveBeenCalledWith(`since:24h endpoint:${MENU}`);
    await fireEvent.click(screen.getByRole("button", { name: "Show all endpoints" }));
    await waitFor(() => {
      expect(drawn.bars?.tops).toHaveLength(2);
    });
  });

  it("says its numbers as a table too", async () => {
    await show();
    const table = await screen.findByTestId("plot-table");
    (table as HTMLDetailsElement).open = true;
    await fireEvent(table, new Event("toggle"));
    await within(table).findByText("Total");
    expect(within(table).getAllByRole("row").length).toBeGreaterThan(1);
    await expectNoFaults();
  });
});

describe("the page of plots, over time", () => {
  it("asks again at most once a second, however much comes", async () => {
    const { backend } = await show();
    await screen.findByTestId("plot-legend");
    for (let i = 0; i < 20; i++) {
      if (i % 5 === 0) backend.next();
      else backend.changed();
    }
    await waitFor(
      () => {
        expect(screen.getByTestId("plot-total").textContent).toBe("25");
      },
      { timeout: 3_000 },
    );
    expect(callsOf(backend, "plot").length).toBeLessThanOrEqual(3);
  });

  it("says that nothing failed, and leads to where something did", async () => {
    await show("plots-empty");
    const empty = await screen.findByTestId("plot-empty");
    expect(empty.textContent).toContain("No reports in the last 24 hours.");
    await expectNoFaults();
    await fireEvent.click(within(empty).getByRole("button"));
    await screen.findByTestId("plot-legend");
  });

  it("says what it failed with, and asks again", async () => {
    const { backend } = await show("plots", {
      what: "The store is busy.",
      meaning: "No plot.",
      remedy: "Wait.",
    });
    const trouble = await screen.findByTestId("plot-failed");
    expect(trouble.textContent).toContain("The store is busy.");
    backend.failing.clear();
    await fireEvent.click(within(trouble).getByRole("button"));
    await screen.findByTestId("plot-legend");
    expect(screen.queryByTestId("plot-failed")).toBeNull();
  });
});
