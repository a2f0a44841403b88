// Tests the player of scenarios, and that the scenario of a plain browser answers every page.
import { screen, waitFor } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import { show } from "../testing";
import { play } from "./player";

it("names the call that a scenario does not know", async () => {
  const backend = await play("two");
  await expect(backend.call("read_query", { query: "moon" })).rejects.toThrow(
    /“two” has no answer to read_query {"query":"moon"} at step 0/,
  );
  expect(() => {
    backend.next();
  }).toThrow(/Nothing happens outside next in “two”/);
  await expect(play("atlantis")).rejects.toThrow("There is no scenario “atlantis”.");
});

it("goes on with the call that was recorded next, and tells what changed", async () => {
  const backend = await play("two");
  const heard = vi.fn();
  await backend.listen("changed", heard);
  expect(backend.status().counts).toMatchObject({ open: 2, acknowledged: 0 });
  // The order of the arguments does not matter.
  const done = await backend.call("act", { incident_ids: [2], action: { kind: "acknowledge" } });
  expect(done.changed).toBe(1);
  expect(backend.status().counts).toMatchObject({ open: 1, acknowledged: 1 });
  expect(heard).toHaveBeenCalledExactlyOnceWith(backend.status());
  expect(new Date().toISOString()).toBe("2026-11-24T09:14:00.000Z");
});

it.each([
  ["#/open", "incident-list"],
  ["#/acknowledged", "incident-list"],
  ["#/resolved", "incident-list"],
  ["#/open/incident/8", "why"],
  ["#/errors", "history-list"],
  ["#/errors/error/300", "detail-body"],
  ["#/endpoints", "endpoint-row"],
  ["#/plots", "plot-legend"],
  ["#/week", "week-figures"],
  ["#/monitors", "monitor-row"],
  ["#/monitors/monitor/1", "uptime"],
  ["#/settings/notifications", "alert-policy"],
  ["#/tunnel", "tunnel-log"],
])("answers all that %s asks in a plain browser", async (hash, testid) => {
  const backend = await play("history");
  const answer = backend.call.bind(backend);
  const unknown: unknown[] = [];
  vi.spyOn(backend, "call").mockImplementation((name, args) =>
    answer(name, args).catch((reason: unknown) => {
      unknown.push(reason);
      throw reason;
    }),
  );
  await show(backend, hash);
  await screen.findAllByTestId(testid);
  await waitFor(() => {
    expect(backend.calls.length).toBeGreaterThan(1);
  });
  expect(unknown).toEqual([]);
});
