// Tests the text of an empty list: the app's verdict.
import { describe, expect, it } from "vitest";
import { play } from "../stand-in/player";
import type { Status } from "../bindings";
import { emptyStateWords } from "./empty-state";

const OPEN = { view: "open", query: "" } as const;

const { status, now } = await (async () => {
  const backend = await play("calm");
  return { status: backend.status(), now: new Date() };
})();

describe("an empty list", () => {
  it("is calm by the verdict alone, and says how old the proof is", () => {
    expect(emptyStateWords(OPEN, status, false, now)).toEqual({
      level: "calm",
      headline: "No open incidents.",
      detail: "RETM could reach you 40 s ago.",
      link: null,
    });
  });

  it("says what the verdict says, and leads to where it is mended", () => {
    const headline = "RETM can't reach you yet.";
    const problem = { what: headline, meaning: "", remedy: "Set up a tunnel." };
    const verdict: Status["verdict"] = {
      level: "deaf",
      headline,
      detail: "Set up a tunnel.",
      proofs: [{ name: "way_in", state: "missing", problem }],
      good_until: null,
    };
    const connection = { ...status.connection, state: "off" as const };
    expect(emptyStateWords(OPEN, { ...status, verdict, connection }, false, now)).toEqual({
      level: "deaf",
      headline,
      detail: "Set up a tunnel.",
      link: { view: "tunnel", words: "Set up a tunnel" },
    });
  });

  it("claims nothing where the app does not answer", () => {
    for (const words of [emptyStateWords(OPEN, status, true, now), emptyStateWords(OPEN, null, false, now)]) {
      expect(words.level).toBe("attention");
      expect(words.headline).not.toContain("No open");
    }
  });
});
