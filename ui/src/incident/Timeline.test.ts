// Tests the lines of a timeline that stand for several entries.
import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { TimelineEntry } from "../bindings";
import { play } from "../stand-in/player";
import { OpenIncident } from "./open-incident.svelte";
import Timeline from "./Timeline.svelte";

const entry = (last_at: string): TimelineEntry => ({
  id: 1,
  at: "2026-11-20T06:00:00.000Z",
  last_at,
  count: 12,
  kind: "reopened",
  text: "Failed again",
  who: "retm",
  until: null,
});

it.each([
  ["2026-11-20T08:11:00.000Z", /×12, last 20 Nov, \d\d:\d\d/],
  ["2026-11-23T08:11:00.000Z", /×12, last yesterday, \d\d:\d\d/],
  ["2026-11-24T08:11:00.000Z", /×12, last \d\d:\d\d/],
])("says the day of the last one: %s", async (last_at, words) => {
  const open = new OpenIncident(await play("calm"));
  render(Timeline, { entries: [entry(last_at)], open, now: new Date("2026-11-24T09:14:00.000Z") });
  expect(screen.getByTestId("timeline").textContent).toMatch(words);
});
