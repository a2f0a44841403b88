// Tests that test data is deleted in one step, and only after a confirmation.
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { play } from "../stand-in/player";
import { Session } from "../session/session.svelte";
import { callsOf, expectNoFaults, idsOf, open } from "../testing";
import TestData from "./TestData.svelte";

it("deletes what RETM did not send, once that is confirmed", async () => {
  const backend = await play("test-data");
  const session = new Session(backend);
  await session.start();
  expect(session.status.value?.counts.open).toBe(2);
  render(TestData, { session });
  await expectNoFaults();
  await fireEvent.click(screen.getByTestId("delete-test-data"));
  expect(screen.getByRole("alertdialog").textContent).toContain("Reports from RETM stay");
  expect(callsOf(backend, "delete_test_data")).toHaveLength(0);
  await fireEvent.click(screen.getByTestId("delete-test-data-confirm"));
  await waitFor(() => {
    expect(screen.getByTestId("test-data-done").textContent).toBe("2 incidents deleted.");
  });
  await waitFor(() => {
    expect(session.status.value?.counts.open).toBe(1);
  });
});

it("leaves none of it in the list of all reports", async () => {
  await open("test-data", "#/errors");
  await waitFor(() => {
    expect(idsOf("row")).toEqual([2, 1]);
  });
  location.hash = "#/settings/history";
  await fireEvent.click(await screen.findByTestId("delete-test-data"));
  await fireEvent.click(screen.getByTestId("delete-test-data-confirm"));
  await waitFor(() => {
    expect(screen.getByTestId("test-data-done").textContent).toBe("2 incidents deleted.");
  });
  location.hash = "#/errors";
  await waitFor(() => {
    expect(idsOf("row")).toEqual([1]);
  });
});
