// Tests that a report stands beside the relay's requests that it is probably about.
import { fireEvent, screen, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Backend } from "../backend";
import type { ReportView, RequestRow } from "../bindings";
import { play } from "../stand-in/player";
import { detail, row } from "../stand-in/relay";
import { expectNoFaults, show } from "../testing";

const ID = 100;

async function opened(more: Partial<ReportView>): Promise<void> {
  const player = await play("history");
  const call = (async (name, args) => {
    if (name === "request") return detail((args as { id: number }).id);
    const answer = await player.call(name, args);
    if (name === "delivery_error" && (args as { id: number }).id === ID)
      return Object.assign({}, answer, more);
    return answer;
  }) as Backend["call"];
  await show({ call, listen: player.listen.bind(player) }, `#/errors/error/${String(ID)}`);
  await screen.findByTestId("detail-endpoint");
}

it("names its requests with the answers, opens one beside its answer, and links to it", async () => {
  const failed = {
    at: "2026-11-24T09:12:00.000Z",
    ms: 1_200,
    status: 500,
    error: null,
    trigger: "initial",
  } as const;
  const requests: RequestRow[] = [8, 9].map((id) => ({ ...row(id, "passed"), attempts: [failed] }));
  await opened({ requests });
  const section = await screen.findByTestId("report-requests");
  expect(section.textContent).toContain("Probably these");
  const [first] = within(section).getAllByTestId("report-request");
  expect(first?.textContent.replace(/[\u2068\u2069]/g, "")).toMatch(
    /\/retm\/orders.*your integration answered 500 in 1.2 s/s,
  );
  const link = within(section).getAllByTestId("report-request-open")[0] as HTMLAnchorElement;
  expect(link.getAttribute("href")).toBe("#/requests/request/8");
  (first as HTMLDetailsElement).open = true;
  await fireEvent(first as Element, new Event("toggle"));
  expect(await within(section).findByText("What your integration answered")).toBeTruthy();
  expect(within(section).getByText(/order\.created/)).toBeTruthy();
  await expectNoFaults();
});

it("says that none reached this computer, and nothing where nothing is known", async () => {
  await opened({ no_request: true });
  expect((await screen.findByTestId("report-requests")).textContent).toContain("RETM could not get in");
});

it("says nothing of requests while the relay is off", async () => {
  await opened({});
  expect(screen.queryByTestId("report-requests")).toBeNull();
});
