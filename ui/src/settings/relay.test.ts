// Tests changes to the relay's routes that are made while another is being saved.
import { expect, it } from "vitest";
import type { Backend } from "../backend";
import type { RelayRoute, RelayView } from "../bindings";
import { RelaySettings } from "./relay.svelte";

/** Saves whatever it is given, once released. */
function slow(routes: RelayRoute[]): { relay: RelaySettings; release: () => void; saved: RelayRoute[][] } {
  const saved: RelayRoute[][] = [];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const backend = {
    call: async (_: string, args: { routes: RelayRoute[] }) => {
      saved.push(args.routes);
      await released;
      return { routes: args.routes };
    },
  };
  const relay = new RelaySettings(backend as unknown as Backend, () => undefined);
  relay.view = { routes } as RelayView;
  return { relay, release, saved };
}

const orders: RelayRoute = { path: "/retm/orders*", mode: "catch" };
const rewards: RelayRoute = { path: "/retm/rewards/*", mode: "through" };

it("a changed path and a changed answer are both saved, whichever is still on its way", async () => {
  const { relay, release, saved } = slow([orders]);
  const both = [relay.change(0, { path: "/retm/*" }), relay.change(0, { mode: "keep" })];
  release();
  expect(await Promise.all(both)).toEqual([true, true]);
  expect(saved.at(-1)).toEqual([{ path: "/retm/*", mode: "keep" }]);
});

it("a second click on Move up does not move the route that took the first one's place", async () => {
  const { relay, release, saved } = slow([orders, rewards]);
  const first = relay.rearrange((routes) => routes.toReversed(), 1);
  const second = relay.rearrange((routes) => routes.toReversed(), 1);
  const change = relay.change(0, { mode: "keep" });
  release();
  expect(await Promise.all([first, second, change])).toEqual([true, false, false]);
  expect(saved).toEqual([[rewards, orders]]);
});
