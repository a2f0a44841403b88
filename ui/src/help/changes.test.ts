// Tests how the changelog is read.
import { expect, it } from "vitest";
import { changelog, codeParts, versionsOf } from "./changes";

it("reads versions, and items over several lines", () => {
  const text =
    "# Changelog\n\n## 0.2.0 (unreleased)\n\n- One `a`\n  goes on.\n- Two.\n\n## 0.1.0\n\n- Three.\n";
  expect(versionsOf(text)).toEqual([
    { name: "0.2.0 (unreleased)", items: ["One `a` goes on.", "Two."] },
    { name: "0.1.0", items: ["Three."] },
  ]);
  expect(codeParts("One `a` **goes** on.")).toEqual([
    { text: "One ", code: false },
    { text: "a", code: true },
    { text: " goes on.", code: false },
  ]);
});

it("finds something in ours", () => {
  const [newest] = versionsOf(changelog);
  expect(newest?.items.length).toBeGreaterThan(0);
});
