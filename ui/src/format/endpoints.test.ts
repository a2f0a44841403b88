// Tests how endpoints are shortened for lists.
import { describe, expect, it } from "vitest";
import {
  cutFromLeft,
  endpointQuery,
  hostAndPath,
  partsOf,
  readable,
  shortEndpoint,
  splitEndpoint,
} from "./endpoints";

const joined = (endpoint: string, withHost: boolean, room: number): string => {
  const { host, path } = shortEndpoint(endpoint, withHost, room);
  return host + path;
};

describe("splitEndpoint", () => {
  it.each([
    ["https://pos.example.com/retm/orders", "pos.example.com", "/retm/orders"],
    ["pos.example.com/retm/orders", "pos.example.com", "/retm/orders"],
    ["pos.example.com:8443", "pos.example.com:8443", ""],
    ["/retm/menu", "", "/retm/menu"],
    ["https://pos.example.com?x=/y", "pos.example.com", "?x=/y"],
    ["", "", ""],
    ['{"url":"https://pos.example.com/x"}', "", '{"url":"https://pos.example.com/x"}'],
    ['["https://pos.example.com/x"]', "", '["https://pos.example.com/x"]'],
    ["[2001:db8::1]:80/x", "[2001:db8::1]:80", "/x"],
  ])("%s", (endpoint, host, path) => {
    expect(splitEndpoint(endpoint)).toEqual({ host, path });
  });
});

describe("shortEndpoint", () => {
  const orders = "https://pos.example.com/retm/orders";
  it("leaves out the host where only one is known", () => {
    expect(joined(orders, false, 40)).toBe("/retm/orders");
    expect(joined(orders, true, 40)).toBe("pos.example.com/retm/orders");
  });
  it("keeps the host where nothing follows it", () => {
    expect(joined("https://pos.example.com/", false, 40)).toBe("pos.example.com/");
    expect(joined("https://pos.example.com", false, 40)).toBe("pos.example.com");
  });
  it("cuts the host at its end, and then the path at its beginning", () => {
    expect(joined(orders, true, 20)).toBe("pos.exa…/retm/orders");
    expect(joined(orders, true, 15)).toBe("pos.e…tm/orders");
    expect(joined(orders, false, 8)).toBe("…/orders");
    expect(joined(orders, false, 12)).toBe("/retm/orders");
  });
  it("never is longer than there is room", () => {
    for (let room = 1; room < 40; room++) {
      const text = joined("https://pos.example.com/retm/orders?q=😀😀", true, room);
      expect(Array.from(text).length).toBeLessThanOrEqual(room);
    }
  });
});

describe("hostAndPath", () => {
  const incident = { endpoint: "https://a.example/x", label: "/x", host: "a.example" };
  it("has the host only where more than one is known", () => {
    expect(hostAndPath(incident, true, 40)).toEqual({ host: "a.example", path: "/x" });
    expect(hostAndPath(incident, false, 40)).toEqual({ host: "", path: "/x" });
  });
  it("leaves a name that is no path whole", () => {
    const unreadable = { endpoint: "", label: "unreadable reports", host: null };
    expect(hostAndPath(unreadable, true, 4).path).toBe("unreadable reports");
  });
});

describe("endpointQuery", () => {
  it.each([
    ["", "is:unreadable"],
    ["https://a.example/x", "endpoint:https://a.example/x"],
    ["two words", 'endpoint:"two words"'],
    ['{"url":"https://a.example/x"}', "endpoint:https://a.example/x"],
  ])("%s", (endpoint, query) => {
    expect(endpointQuery(endpoint)).toBe(query);
  });
});

describe("cutFromLeft", () => {
  it("does not split a character of two halves", () => {
    expect(cutFromLeft("ab😀cd", 4)).toBe("…😀cd");
  });
});

describe("partsOf", () => {
  it("takes what is written from the right apart, and leaves all else whole", () => {
    expect(partsOf("https://pos.example.com/retm")).toEqual(["https://pos.example.com/retm"]);
    expect(partsOf("/فروع/الرياض")).toEqual(["", "/", "فروع", "/", "الرياض"]);
    expect(partsOf("https://نقاط.example/طلبات?x=1").join("")).toBe("https://نقاط.example/طلبات?x=1");
  });
});

describe("readable", () => {
  it.each([
    ["https://xn--mgb6a5ap.example/%D8%B7%D9%84%d8%a8", "https://xn--mgb6a5ap.example/طلب"],
    ["/caf%C3%A9/%2Fx%20y", "/café/%2Fx%20y"],
    ["/a%E2%80%AEb", "/a%E2%80%AEb"],
    ["/%D8", "/%D8"],
    ["/100%", "/100%"],
  ])("%s", (endpoint, expected) => {
    expect(readable(endpoint)).toBe(expected);
  });
});
