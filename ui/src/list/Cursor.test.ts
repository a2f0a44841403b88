// Tests that the keys go on from where the cursor was when its row has left the list. Never waits for a fixed time.
import { describe, expect, it } from "vitest";
import type { Backend } from "../backend";
import type { EndpointRow } from "../bindings";
import { play } from "../stand-in/player";
import { key, listed, open, opened, show } from "../testing";
import { EndpointList } from "./endpoint-list.svelte";

describe("an incident that leaves the list", () => {
  it("leaves its place to the next one", async () => {
    const { pages } = await open("four");
    const { incidents } = pages.list;
    await listed([4, 3, 2, 1]);
    await key("j", "j");
    await opened(3);
    incidents.drop([3]);
    await listed([4, 2, 1]);
    await opened(3);
    await key("j");
    await opened(2);
    incidents.drop([2]);
    await listed([4, 1]);
    await key("k");
    await opened(4);
    await key("j");
    await opened(1);
    incidents.drop([1]);
    await listed([4]);
    // There is none below it.
    await key("j");
    await opened(4);
  });

  it("is followed by the next one when it is acted on, too", async () => {
    const backend = await play("four");
    const call = backend.call.bind(backend);
    backend.call = ((name, args) =>
      name === "act"
        ? Promise.resolve({ text: "Reopened.", changed: 1 })
        : call(name, args)) as Backend["call"];
    const pages = await show(backend);
    await listed([4, 3, 2, 1]);
    await key("j", "j");
    await opened(3);
    pages.list.incidents.drop([3]);
    await listed([4, 2, 1]);
    await key("r");
    await opened(2);
  });

  it("is not what Shift ↓ selects from", async () => {
    const { pages } = await open("four");
    await listed([4, 3, 2, 1]);
    await key("j", "j");
    await opened(3);
    pages.list.incidents.drop([3]);
    await listed([4, 2, 1]);
    await key("J");
    await opened(2);
    expect(pages.list.actions.targets).toEqual([2]);
  });

  it("from elsewhere has no place in the list", async () => {
    await open("history", "#/open/incident/5");
    await listed([7, 8, 9, 4, 6]);
    await opened(5);
    await key("j");
    await opened(7);
  });
});

describe("the endpoints", () => {
  const row = (endpoint: string, id: number): EndpointRow => ({ endpoint, latest: { id } }) as EndpointRow;
  let rows = [row("a", 1), row("b", 2), row("c", 3)];
  const list = new EndpointList({ call: () => Promise.resolve(rows) } as unknown as Backend);

  it("keep the cursor on the endpoint whose incident is another now", async () => {
    await list.open("");
    list.position.cursor = 2;
    rows = [row("b", 9), row("a", 1), row("c", 3)];
    await list.fetch();
    expect(list.position.cursor).toBe(9);
    rows = [row("a", 1), row("c", 3)];
    await list.fetch();
    expect(list.position.cursor).toBe(9);
  });

  it("begin at the top for another search", async () => {
    await list.open("menu");
    expect(list.position.cursor).toBeNull();
  });
});
