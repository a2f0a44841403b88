// Tests the targets on the settings page: one is refused, added, tested, changed and removed.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { callsOf, expectNoFaults } from "../testing";
import TargetList from "./TargetList.svelte";

async function shown() {
  const backend = await play("targets");
  const session = new Session(backend);
  await session.start();
  render(TargetList, { session });
  await screen.findByTestId("targets");
  return backend;
}

async function type(testid: string, value: string): Promise<void> {
  await fireEvent.input(screen.getByTestId(testid), { target: { value } });
}

const row = (name: string): HTMLElement => {
  const found = screen.getAllByTestId("target").find((one) => one.textContent.includes(name));
  if (!found) throw new Error(name);
  return found;
};

async function add(name: string, kind: string, key: string, value: string): Promise<void> {
  await fireEvent.click(await screen.findByTestId("target-new"));
  await type("target-name", name);
  await fireEvent.change(screen.getByTestId("target-kind"), { target: { value: kind } });
  await type(`target-${key}`, value);
  if (kind !== "command") {
    // There is a keyring, so a new target's secrets go there unless that is switched off.
    const keyring = await screen.findByTestId<HTMLInputElement>("target-keyring");
    expect(keyring.checked).toBe(true);
    await fireEvent.click(keyring);
  }
  await fireEvent.click(screen.getByTestId("target-save"));
}

it("refuses, adds, tests, changes and removes one", async () => {
  const backend = await shown();
  await screen.findByText("There is no target yet.");
  await expectNoFaults();

  await add("team", "slack", "url", "slack.com");
  expect((await screen.findByRole("alert")).textContent).toContain("Url must begin with https://");
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("target-cancel"));

  await add("script", "command", "command", "true\n--quiet");
  await waitFor(() => row("script"));
  expect(row("script").textContent).toContain("Nothing sent yet.");

  await fireEvent.click(within(row("script")).getByTestId("target-send-test"));
  await fireEvent.click(await screen.findByTestId("target-yes"));
  expect((await screen.findByTestId("target-test")).textContent).toContain("appeared");

  await add("lamp", "command", "command", "/nowhere/lamp");
  await waitFor(() => row("lamp"));
  await fireEvent.click(within(row("lamp")).getByTestId("target-send-test"));
  expect((await within(row("lamp")).findByRole("alert")).textContent).toContain("can't be started");

  await fireEvent.click(within(row("script")).getByTestId("target-edit"));
  expect(screen.getByTestId<HTMLTextAreaElement>("target-command").value).toBe("true\n--quiet");
  await type("target-name", "night shift");
  await type("target-only", "code:5xx");
  await type("target-hours", "sun-thu 09:00-18:00");
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("target-save"));
  await waitFor(() => row("night shift"));

  await fireEvent.click(within(row("lamp")).getByTestId("target-remove"));
  await fireEvent.click(await screen.findByTestId("target-remove-confirm"));
  await waitFor(() => {
    expect(screen.getAllByTestId("target")).toHaveLength(1);
  });
  expect(callsOf(backend, "remove_target").map(({ args }) => args)).toEqual([{ name: "lamp" }]);
  await expectNoFaults();
});
