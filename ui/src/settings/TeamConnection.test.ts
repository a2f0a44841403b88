// Tests that the connection to the team's server is tested from the settings, and that what is wrong is said.
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { expectNoFaults } from "../testing";
import TeamConnection from "./TeamConnection.svelte";

it("says what the server answered, or why it can't be used", async () => {
  const backend = await play("test-data");
  const session = new Session(backend);
  await session.start();
  render(TeamConnection, { session });
  await expectNoFaults();
  expect(screen.queryByTestId("team-link")).toBeNull();
  await fireEvent.click(screen.getByTestId("team-test"));
  await waitFor(() => {
    expect(screen.getByTestId("team-tested").textContent).toContain("2 machines");
  });
  backend.failing.set("test_team", {
    what: "The team's server db.example can't be used: it does not answer.",
    meaning: "What is to be shared waits.",
    remedy: "Check the network.",
  });
  await fireEvent.click(screen.getByTestId("team-test"));
  await waitFor(() => {
    expect(screen.getByTestId("team-connection").textContent).toContain("it does not answer");
  });
  expect(screen.getByTestId("team-tested").textContent.trim()).toBe("");
});
