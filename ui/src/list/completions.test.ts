// Tests which completion Enter accepts when they are asked for again.
import { expect, it } from "vitest";
import type { Backend } from "../backend";
import type { CompletionChoice } from "../bindings";
import { Completions } from "./completions.svelte";

it("the chosen completion stays chosen while it is offered, wherever it stands", async () => {
  const answers = [["host:prod", "host:staging"], ["host:dev", "host:prod", "host:staging"], ["host:dev"]];
  const backend = {
    call: () => {
      const choices = (answers.shift() ?? []).map((text) => ({ text }) as CompletionChoice);
      return Promise.resolve({ start: 0, end: 5, choices });
    },
  };
  const completions = new Completions(backend as unknown as Backend);
  await completions.ask("host:", 5);
  expect(completions.chosen).toBe(-1);
  completions.move(1);
  completions.move(1);
  await completions.ask("host:", 5);
  expect(completions.choices[completions.chosen]?.text).toBe("host:staging");
  await completions.ask("host:d", 6);
  expect(completions.chosen).toBe(-1);
});
