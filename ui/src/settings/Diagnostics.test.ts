// Tests the diagnostics section of the settings as the user sees it.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { callsOf, expectNoFaults } from "../testing";
import { speak } from "../words/locale.svelte";
import Diagnostics from "./Diagnostics.svelte";

async function show() {
  const backend = await play("diagnostics");
  const session = new Session(backend);
  await session.start();
  render(Diagnostics, { session });
  return { backend, session };
}

const copy = () => screen.getByTestId("copy-diagnostics");

it("says the version and copies the diagnostics", async () => {
  const { backend } = await show();
  screen.getByText("Missedhook 0.1.0");
  await fireEvent.click(copy());
  await screen.findByRole("button", { name: "Copied" });
  expect(backend.copied).toHaveLength(1);
  expect(backend.copied[0]).toMatch(/^Missedhook diagnostics/);
  await expectNoFaults();
});

it("says that it collects, and collects once", async () => {
  const { backend } = await show();
  await fireEvent.click(copy());
  screen.getByText("Collecting, this takes a few seconds…");
  await fireEvent.click(copy());
  await screen.findByRole("button", { name: "Copied" });
  expect(screen.queryByText("Collecting, this takes a few seconds…")).toBeNull();
  expect(callsOf(backend, "diagnostics")).toHaveLength(1);
});

it("opens the folder of the logs", async () => {
  const { backend } = await show();
  await fireEvent.click(screen.getByRole("button", { name: "Open logs" }));
  await waitFor(() => {
    expect(callsOf(backend, "open_logs")).toHaveLength(1);
  });
  expect(screen.queryByRole("alert")).toBeNull();
});

it("says at the buttons what did not work, until the next try", async () => {
  const { backend } = await show();
  const problem = {
    what: "No file manager could be opened.",
    meaning: "The logs are in /home/amal/.local/share/missedhook/logs.",
    remedy: "Open that folder yourself.",
  };
  backend.failing.set("open_logs", problem);
  await fireEvent.click(screen.getByRole("button", { name: "Open logs" }));
  const said = await screen.findByRole("alert");
  expect(said.textContent).toBe(Object.values(problem).join(" "));
  await expectNoFaults();
  await fireEvent.click(copy());
  await screen.findByRole("button", { name: "Copied" });
  expect(screen.queryByRole("alert")).toBeNull();
  backend.failing.set("diagnostics", { ...problem, what: "The app did not answer." });
  await fireEvent.click(copy());
  expect((await screen.findByRole("alert")).textContent).toContain("The app did not answer.");
});

const checkMachine = () => screen.getByTestId("check-machine");

it("checks the computer and shows what was found and what to do", async () => {
  const { backend } = await show();
  expect(callsOf(backend, "check_machine")).toHaveLength(0);
  // The second click comes before the first has its answer.
  checkMachine().click();
  await fireEvent.click(checkMachine());
  const checks = await screen.findByRole("list", { name: "What was found on this computer" });
  const [directory, notifications] = within(checks).getAllByRole("listitem");
  expect(directory?.textContent).toContain("OK: data directory");
  expect(notifications?.textContent).toContain("Needs attention: notifications");
  expect(notifications?.textContent).toContain("Start a notification server");
  expect(callsOf(backend, "check_machine")).toHaveLength(1);
  await expectNoFaults();
});

it("checks again in another language, once it has checked", async () => {
  const { backend } = await show();
  speak({ language: "ar" });
  await screen.findByRole("button", { name: "فحص هذا الجهاز" });
  expect(callsOf(backend, "check_machine")).toHaveLength(0);
  await fireEvent.click(checkMachine());
  await screen.findByTestId("machine-checks");
  speak({ language: "en" });
  await waitFor(() => {
    expect(callsOf(backend, "check_machine")).toHaveLength(2);
  });
  await screen.findByTestId("machine-checks");
});

it("says why the computer could not be checked", async () => {
  const { backend } = await show();
  const problem = { what: "The app did not answer.", meaning: "Nothing was checked.", remedy: "Try again." };
  backend.failing.set("check_machine", problem);
  await fireEvent.click(checkMachine());
  expect((await screen.findByRole("alert")).textContent).toBe(Object.values(problem).join(" "));
  expect(screen.queryByTestId("machine-checks")).toBeNull();
});
