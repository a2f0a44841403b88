// Tests the search with its chips, the endpoints, pausing notifications, and the theme. Never waits for a fixed time.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { callsOf, expectNoFaults, idsOf, key, open } from "../testing";

const type = (text: string): Promise<boolean> =>
  fireEvent.input(screen.getByTestId("search"), { target: { value: text } });
const rows = async (ids: number[]): Promise<void> => {
  await waitFor(() => {
    expect(idsOf("row")).toEqual(ids);
  });
};

describe("search", () => {
  it("is reached by key, finds as one types, and shows its filters as chips", async () => {
    await open("mixed", "#/errors");
    await rows([3, 2, 1]);
    await key("/");
    expect(document.activeElement).toBe(screen.getByTestId("search"));
    await type("code:503 endpoint:orders");
    await rows([1]);
    const chips = await screen.findAllByTestId("chip");
    expect(chips.map((chip) => chip.textContent.trim())).toEqual(["code 503", "endpoint has “orders”"]);
    expect(location.hash).toBe("#/errors?q=code%3A503%20endpoint%3Aorders");
    await expectNoFaults();
    await key("Enter");
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("data-list")).toBe("errors");
    });
    await fireEvent.click(chips[0] as HTMLElement);
    await rows([3, 1]);
    expect((screen.getByTestId("search") as HTMLInputElement).value).toBe("endpoint:orders");
    history.back();
    await rows([1]);
    history.back();
    await rows([3, 2, 1]);
    expect(screen.queryByTestId("chip")).toBeNull();
  });

  it("says which filter it leaves out, and why", async () => {
    await open("mixed", "#/errors?q=since%3Asoon%20code%3A0");
    await rows([2]);
    expect((await screen.findByTestId("chip-problem")).textContent).toContain("since:soon is left out.");
    await expectNoFaults();
  });

  it("has words for nothing found, and a way out", async () => {
    await open("mixed");
    await screen.findAllByTestId("incident-row");
    await type("code:418");
    await screen.findByText("Nothing matches.");
    await fireEvent.click(screen.getByText("Clear the search"));
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([3, 2, 1]);
    });
  });

  it("leaves the box by Esc, and keeps what was typed", async () => {
    await open("mixed");
    await screen.findAllByTestId("incident-row");
    await key("/");
    await type("menu");
    await waitFor(() => {
      expect(idsOf("incident-row")).toEqual([2]);
    });
    await key("Escape");
    await waitFor(() => {
      expect(document.activeElement?.getAttribute("data-list")).toBe("incidents");
    });
    expect((screen.getByTestId("search") as HTMLInputElement).value).toBe("menu");
  });
});

describe("endpoints", () => {
  it("lists how often each failed, and leads to its delivery errors", async () => {
    await open("endpoints", "#/endpoints");
    const first = (await screen.findAllByTestId("endpoint-row"))[0] as HTMLElement;
    const cells = within(first).getAllByRole("gridcell");
    expect(cells.map((cell) => cell.textContent.trim())).toEqual([
      "/retm/branch-1", "Open", "503", "1", "2", "just now",
    ]); // prettier-ignore
    await expectNoFaults();
    await key("j", "Enter");
    await rows([3, 1]);
    expect(location.hash).toMatch(/^#\/errors\?q=endpoint/);
  });
});

describe("pause", () => {
  it("says until when, and ends", async () => {
    const { backend } = await open("pause");
    await key("n");
    await fireEvent.click(await screen.findByText("Pause until I resume"));
    await waitFor(() => {
      expect(screen.getByTestId("pause").textContent).toContain("Paused until you resume");
    });
    await key("n");
    await fireEvent.click(await screen.findByText("Pause for 30 minutes"));
    await waitFor(() => {
      expect(screen.getByTestId("pause").textContent).toMatch(/Paused until .*\d\d:\d\d/);
    });
    await fireEvent.click(screen.getByTestId("pause"));
    await expectNoFaults();
    await fireEvent.click(screen.getByText("Resume notifications"));
    await waitFor(() => {
      expect(screen.getByTestId("pause").textContent).toContain("Notifications on");
    });
    const pauses = callsOf(backend, "pause_alerts").map((call) => call.args);
    expect(pauses).toEqual([{ pause: "always" }, { pause: "half_hour" }, { pause: "off" }]);
  });
});

it("is coloured as the settings say", async () => {
  const { backend } = await open("dark");
  expect(document.documentElement.dataset["theme"]).toBe("system");
  backend.next();
  await waitFor(() => {
    expect(document.documentElement.dataset["theme"]).toBe("dark");
  });
});
