// Tests changes to alert rules that are made while another is being saved.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { callsOf, holding, open } from "../testing";

it("no change is dropped, and each builds on the one before", async () => {
  const { backend } = await open("alert-rules", "#/settings/notifications");
  const rules = within(await screen.findByTestId("alert-rules"));
  await fireEvent.input(rules.getByTestId("rule-new"), { target: { value: "staging.example.com" } });
  await fireEvent.click(rules.getByTestId("rule-add"));
  const rule = within(await rules.findByTestId("alert-rule"));
  const release = holding(backend, "save_alert_rules");
  await fireEvent.click(rule.getByTestId("rule-notify"));
  await fireEvent.click(rule.getByTestId("rule-remove"));
  release();
  const staging = { match: "staging.example.com", sound: true, urgency: "usual" };
  await waitFor(() => {
    expect(callsOf(backend, "save_alert_rules").map((call) => call.args)).toEqual([
      { rules: [{ ...staging, notify: false }] },
      { rules: [{ ...staging, notify: true }] },
      { rules: [] },
    ]);
  });
});
