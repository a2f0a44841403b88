// The incidents of colleagues: the answers are made up here, because no server takes part in a recorded scenario.
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Backend } from "../backend";
import type { ColleagueIncident, TeamView } from "../bindings";
import { play } from "../stand-in/player";
import { expectNoFaults, show } from "../testing";

const INCIDENT: ColleagueIncident = {
  id: 3,
  machine: "anna",
  number: 17,
  reference: "anna/17",
  state: "open",
  by: null,
  endpoint: "https://pos.example.com/retm/menu",
  label: "/retm/menu",
  code: 503,
  message: "<b>no</b>",
  error_count: 2,
  opened_at: "2026-11-24T09:14:00.000Z",
  last_error_at: "2026-11-24T09:14:00.000Z",
};
const CONNECTED: TeamView = {
  link: { state: "connected", since: "2026-11-24T09:00:00.000Z" },
  name: "omar",
  machines: ["anna"],
  waiting: 0,
  incidents: [INCIDENT],
};

/** Shows the window in a team that acknowledgements change. */
async function inTeam(view: TeamView, hash = "#/open"): Promise<number[]> {
  const scenario = await play("history");
  const acknowledged: number[] = [];
  let now = view;
  const call = ((name: string, args: never) => {
    if (name === "team") return Promise.resolve(now);
    if (name !== "acknowledge_for_team") return scenario.call(name as never, args);
    acknowledged.push(...(args as { ids: number[] }).ids);
    now = { ...view, incidents: [{ ...INCIDENT, state: "acknowledged", by: "omar" }] };
    return Promise.resolve(1);
  }) as Backend["call"];
  await show({ call, listen: scenario.listen.bind(scenario) }, hash);
  return acknowledged;
}

test("an incident of a colleague stands above one's own and is acknowledged for everybody", async () => {
  const acknowledged = await inTeam(CONNECTED);
  const list = await screen.findByTestId("colleagues");
  expect(list.textContent).toMatch(/\/retm\/menu\s*503\s*2 reports\s*anna\/17/);
  await expectNoFaults();
  await fireEvent.click(screen.getByTitle("Acknowledge for everybody"));
  await waitFor(() => {
    expect(screen.queryByTestId("colleagues")).toBeNull();
  });
  expect(acknowledged).toEqual([3]);
});

test("who acknowledged it is said among the acknowledged", async () => {
  const known: ColleagueIncident = { ...INCIDENT, state: "acknowledged", by: "noura" };
  await inTeam({ ...CONNECTED, incidents: [known] }, "#/acknowledged");
  const list = await screen.findByTestId("colleagues");
  expect(list.textContent).toContain("noura acknowledged it");
});

test("a server that can't be reached is said with the reason", async () => {
  const problem = { what: "The server does not answer.", meaning: "It waits.", remedy: "Wait." };
  await inTeam({ ...CONNECTED, link: { state: "waiting", since: "2026-11-24T09:00:00.000Z", problem } });
  const line = await screen.findByTestId("team-waiting");
  expect(line.textContent).toContain("The server does not answer.");
});
