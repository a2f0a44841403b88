// Tests the context menu of a request: in the list, by key, and in its pane.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { PAGE, RELAY, shown } from "../stand-in/relay";
import { expectNoFaults, key } from "../testing";

const rowOf = async (id: number): Promise<HTMLElement> =>
  (await screen.findAllByTestId("request-row")).find(
    (row) => row.dataset["id"] === String(id),
  ) as HTMLElement;
const menu = (): HTMLElement => screen.getByTestId("context-menu");
const offered = (): (string | undefined)[] =>
  within(menu())
    .getAllByRole("menuitem")
    .map((item) => item.querySelector(".words")?.textContent);
const choose = (name: RegExp): Promise<boolean> =>
  fireEvent.click(within(menu()).getByRole("menuitem", { name }));

it("offers what its pane does, by right click and by key", async () => {
  const calls = await shown(PAGE);
  await fireEvent.contextMenu(await rowOf(4));
  expect(menu().getAttribute("aria-label")).toBe("Request 4");
  const all = ["Replay", "Copy as curl", "Copy body", "Compare with the one before", "Compare with…"];
  expect(offered()).toEqual(["Open", ...all]);
  await expectNoFaults();
  await choose(/^Copy as curl/);
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "copy", args: { text: "curl 4" } });
  });
  await fireEvent.contextMenu(await rowOf(3));
  await choose(/^Open/);
  await waitFor(() => {
    expect(screen.getByTestId("request-detail").dataset["id"]).toBe("3");
  });
  await fireEvent.contextMenu(screen.getByTestId("request-answered"));
  expect(offered()).toEqual(all);
  await key("j");
  await fireEvent.keyDown(document.body, { key: "F10", shiftKey: true });
  expect(offered()).toEqual(["Open", ...all]);
  await choose(/^Copy body/);
  await waitFor(() => {
    expect(calls).toContainEqual({ name: "copy", args: { text: '{"event":"order.created"}' } });
  });
});

it("compares with the one before", async () => {
  const calls = await shown(PAGE);
  await fireEvent.contextMenu(await rowOf(3));
  await choose(/^Compare with the one before/);
  await screen.findByTestId("compare-summary");
  expect(calls).toContainEqual({ name: "compare_requests", args: { first: 2, second: 3 } });
});

it("replays, and asks before a reward is sent again", async () => {
  const calls = await shown(PAGE);
  const replayed = (): unknown[] => calls.filter(({ name }) => name === "replay_request");
  await fireEvent.contextMenu(await rowOf(3));
  await choose(/^Replay/);
  await waitFor(() => {
    expect(replayed()).toEqual([{ name: "replay_request", args: { id: 3, target: null, body: null } }]);
  });
  await fireEvent.contextMenu(await rowOf(1));
  await choose(/^Replay/);
  const dialog = await screen.findByRole("alertdialog");
  await expectNoFaults();
  await fireEvent.click(within(dialog).getByTestId("request-replay-keep"));
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
  expect(replayed()).toHaveLength(1);
  await fireEvent.click(screen.getByTestId("request-replay"));
  await fireEvent.click(await screen.findByTestId("request-replay-confirm"));
  await waitFor(() => {
    expect(replayed()).toHaveLength(2);
  });
});

it("does not offer a replay where there is no target", async () => {
  await shown({ ...PAGE, relay: { ...RELAY, target: null } });
  await fireEvent.contextMenu(await rowOf(4));
  expect(offered()).not.toContain("Replay");
});
