// Tests that related incidents form one row, which can be opened in place by keyboard and acted on as a whole, in any
// sort order. Never waits for a fixed time.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import { callsOf, expectNoFaults, idsOf, key, open } from "../testing";

const listed = async (ids: number[]): Promise<void> => {
  await waitFor(() => {
    expect(idsOf("incident-row")).toEqual(ids);
  });
};
/** The row of the group, by its number. */
const groupRow = (): HTMLElement => {
  const row = screen.getAllByTestId("incident-row").find((one) => Number(one.dataset["id"]) < 0);
  if (!row) throw new Error("There is no group.");
  return row;
};
const group = (): number => Number(groupRow().dataset["id"]);
const chosen = (): number[] =>
  [...document.querySelectorAll<HTMLElement>("[data-testid=incident-row].chosen")].map((row) =>
    Number(row.dataset["id"]),
  );

beforeEach(() => {
  localStorage.clear();
});

it("is one row, which opens and closes by keys", async () => {
  await open("groups");
  await screen.findAllByTestId("incident-row");
  await listed([6, group()]);
  expect(groupRow().textContent.replace(/\s+/g, " ")).toMatch(
    /pos-bridge\.example\.com 0 ×7 just now 5 endpoints · Connection refused · since \d\d:\d\d · 2 per minute/,
  );
  expect(groupRow().getAttribute("aria-expanded")).toBe("false");
  expect(screen.getByTestId("incident-list").getAttribute("role")).toBe("tree");
  await expectNoFaults();
  await key("j", "j");
  await screen.findByTestId("group");
  expect(location.hash).toBe("#/open");
  await key("ArrowRight");
  await listed([6, group(), 1, 5, 4, 3, 2]);
  expect(groupRow().getAttribute("aria-expanded")).toBe("true");
  await expectNoFaults();
  await key("ArrowRight");
  await waitFor(() => {
    expect(screen.getByTestId("incident").dataset["id"]).toBe("1");
  });
  const member = document.querySelector("[data-testid=incident-row].chosen");
  expect(["aria-level", "aria-posinset", "aria-setsize"].map((name) => member?.getAttribute(name))).toEqual([
    "2", "1", "5",
  ]); // prettier-ignore
  await key("ArrowLeft");
  expect(chosen()).toEqual([group()]);
  await key("ArrowLeft");
  await listed([6, group()]);
  await key("Enter");
  await listed([6, group(), 1, 5, 4, 3, 2]);
});

it("is acknowledged as a whole, and that is taken back in one step", async () => {
  const { backend } = await open("groups");
  await screen.findAllByTestId("incident-row");
  await fireEvent.click(groupRow());
  await fireEvent.click(await screen.findByTestId("group-acknowledge"));
  await listed([6]);
  expect(callsOf(backend, "act").map((call) => call.args)).toEqual([
    { action: { kind: "acknowledge" }, incident_ids: [1, 5, 4, 3, 2] },
  ]);
  expect((await screen.findByTestId("undo-line")).textContent).toContain("Acknowledged 5 incidents.");
  await key("z");
  await waitFor(() => {
    expect(group()).toBeLessThan(0);
  });
});

it("keeps the selection by identity, and selects what is like it", async () => {
  await open("groups", "#/open/incident/2");
  await waitFor(() => {
    expect(chosen()).toEqual([2]);
  });
  await key("x");
  expect(screen.getByTestId("selection").textContent).toContain("1 selected");
  await key("l");
  await fireEvent.click(await screen.findByTestId("alike-host"));
  await waitFor(() => {
    expect(screen.getByTestId("selection").textContent).toContain("5 selected");
  });
  expect(groupRow().getAttribute("aria-selected")).toBe("true");
  await expectNoFaults();
  // They stay selected when the group is closed.
  await key("ArrowLeft", "ArrowLeft");
  await listed([6, group()]);
  expect(screen.getByTestId("selection").textContent).toContain("5 selected");
});

it("lists in another order, which is kept", async () => {
  await open("groups");
  await screen.findAllByTestId("incident-row");
  await fireEvent.click(screen.getByTestId("sort"));
  await expectNoFaults();
  await fireEvent.click(await screen.findByTestId("sort-count"));
  await waitFor(() => {
    expect(idsOf("incident-row")[0]).toBeLessThan(0);
  });
  expect(screen.getByTestId("sort").textContent).toContain("Most");
  expect(localStorage.getItem("incident-sort")).toBe("count");
});
