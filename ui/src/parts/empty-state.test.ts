// Tests the text of an empty list: the app's verdict.
import { describe, expect, it } from "vitest";
import { MemoryBackend } from "../stand-in/backend";
import type { Status } from "../bindings";
import { emptyStateWords } from "./empty-state";

const now = new Date();
const OPEN = { view: "open", query: "" } as const;

function proven(): Status {
  const backend = new MemoryBackend();
  const at = new Date(now.getTime() - 40_000).toISOString();
  const since = at;
  backend.report({ source: "test" });
  backend.incidents.act({ kind: "resolve" }, [1]);
  backend.way.put({
    tunnel: { state: "up", kind: "bore", public_url: "https://a.example", since, adopted: false },
    reachability: { state: "proven", url: "https://a.example", at, took_ms: 9 },
    url_copied: true,
  });
  return backend.status();
}

describe("an empty list", () => {
  it("is calm by the verdict alone, and says how old the proof is", () => {
    expect(emptyStateWords(OPEN, proven(), false, now)).toEqual({
      level: "calm",
      headline: "No open incidents.",
      detail: "RETM could reach you 40 s ago.",
      link: null,
    });
  });

  it("says what the verdict says, and leads to where it is mended", () => {
    const status = proven();
    const headline = "RETM can't reach you yet.";
    const problem = { what: headline, meaning: "", remedy: "Set up a tunnel." };
    const verdict: Status["verdict"] = {
      level: "deaf",
      headline,
      detail: "Set up a tunnel.",
      proofs: [{ name: "way_in", state: "missing", problem }],
      good_until: null,
    };
    const way = { ...status.way, standing: "off" as const };
    expect(emptyStateWords(OPEN, { ...status, verdict, way }, false, now)).toEqual({
      level: "deaf",
      headline,
      detail: "Set up a tunnel.",
      link: { view: "tunnel", words: "Set up a tunnel" },
    });
  });

  it("claims nothing where the app does not answer", () => {
    for (const words of [
      emptyStateWords(OPEN, proven(), true, now),
      emptyStateWords(OPEN, null, false, now),
    ]) {
      expect(words.level).toBe("attention");
      expect(words.headline).not.toContain("No open");
    }
  });
});
