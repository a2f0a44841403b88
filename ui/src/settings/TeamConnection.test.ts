// Tests that the connection to the team's server is tested from the settings, and that what is wrong is said.
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { expectNoFaults } from "../testing";
import type { TeamLink } from "../bindings";
import { speak } from "../words/locale.svelte";
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

it.each([
  ["en", "Connected for 5 min.", "Team: no connection for 5 min. It does not answer."],
  ["ar", "متصل منذ 5 دقائق.", "الفريق: بلا اتصال منذ 5 دقائق. It does not answer."],
] as const)("says in %s since when the server is reached or not", async (language, connected, waiting) => {
  const session = new Session(await play("test-data"));
  await session.start();
  speak({ language });
  render(TeamConnection, { session });
  const since = new Date(session.clock.now.getTime() - 300_000).toISOString();
  const link = (team: TeamLink): void => {
    const status = session.status.value;
    if (status) session.status.value = { ...status, team };
  };
  const said = (): string =>
    screen
      .getByTestId("team-link")
      .textContent.replace(/[\u2066-\u2069]/g, "")
      .trim();
  link({ state: "connected", since });
  await waitFor(() => {
    expect(said()).toBe(connected);
  });
  link({ state: "waiting", since, problem: { what: "It does not answer.", meaning: "", remedy: "" } });
  await waitFor(() => {
    expect(said()).toBe(waiting);
  });
  speak({});
});
