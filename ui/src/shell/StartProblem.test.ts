// Tests the window of a failed start.
import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { expectNoFaults } from "../testing";
import StartProblem from "./StartProblem.svelte";

it("says what happened, what it means and what to do, as text, and quits", async () => {
  let quits = 0;
  const problem = {
    what: "<b>settings.toml</b>, line 7.",
    meaning: "Nothing was started.",
    remedy: "Correct it.",
  };
  render(StartProblem, { problem, onquit: () => (quits += 1) });
  const said = screen.getByTestId("start-problem").textContent;
  for (const part of Object.values(problem)) expect(said).toContain(part);
  const quit = screen.getByTestId("quit");
  expect(document.activeElement).toBe(quit);
  await expectNoFaults();
  await fireEvent.click(quit);
  expect(quits).toBe(1);
});
