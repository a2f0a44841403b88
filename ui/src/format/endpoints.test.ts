// Tests how endpoints are shortened for lists.
import { describe, expect, it } from "vitest";
import { cutFromLeft, partsOf, readable, sharedHost, shortEndpoint, splitEndpoint } from "./endpoints";

const joined = (endpoint: string, shared: string | null, room: number): string => {
  const { host, path } = shortEndpoint(endpoint, shared, room);
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
  ])("%s", (endpoint, host, path) => {
    expect(splitEndpoint(endpoint)).toEqual({ host, path });
  });
});

describe("sharedHost", () => {
  it("finds the one host, whatever the scheme and case, and passes over bare paths", () => {
    expect(sharedHost(["https://a.example/x", "A.example/y", "/z", ""])).toBe("a.example");
  });
  it("is null where hosts differ or there are none", () => {
    expect(sharedHost(["https://a.example/x", "https://b.example/x"])).toBeNull();
    expect(sharedHost(["/x"])).toBeNull();
  });
});

describe("shortEndpoint", () => {
  it("leaves out the host that all share", () => {
    expect(joined("https://pos.example.com/retm/orders", "pos.example.com", 40)).toBe("/retm/orders");
  });
  it("keeps the host where nothing follows it", () => {
    expect(joined("https://pos.example.com/", "pos.example.com", 40)).toBe("pos.example.com/");
    expect(joined("https://pos.example.com", "pos.example.com", 40)).toBe("pos.example.com");
  });
  it("cuts the host first, from the left", () => {
    expect(joined("https://pos.example.com/retm/orders", null, 20)).toBe("…ple.com/retm/orders");
  });
  it("then cuts the path, from the left, and says so", () => {
    expect(joined("https://pos.example.com/retm/orders", null, 12)).toBe("…retm/orders");
    expect(joined("https://pos.example.com/retm/orders", "pos.example.com", 8)).toBe("…/orders");
    expect(joined("https://pos.example.com/retm/orders", "pos.example.com", 12)).toBe("/retm/orders");
  });
  it("never is longer than there is room", () => {
    for (let room = 1; room < 40; room++) {
      const text = joined("https://pos.example.com/retm/orders?q=😀😀", null, room);
      expect(Array.from(text).length).toBeLessThanOrEqual(room);
    }
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
