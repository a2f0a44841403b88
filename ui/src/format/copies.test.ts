// Tests what is copied: exact, without secrets, and safe to paste anywhere.
import { describe, expect, it } from "vitest";
import { play } from "../stand-in/player";
import { reportAsMarkdown } from "./as-markdown";
import { reportAsCurl } from "./report-as-curl";

async function detailOf(id: number) {
  const backend = await play("unreadable");
  const detail = await backend.call("delivery_error", { id });
  if (!detail) throw new Error("nothing was kept");
  return { detail, backend };
}

describe("curl", () => {
  it("quotes the body for a shell, and leaves URL and token to variables", async () => {
    const { detail, backend } = await detailOf(3);
    const curl = reportAsCurl(detail);
    expect(curl).toContain(`--data-raw '@{"message":"it'\\''s $HOME"}'`);
    expect(curl).toContain('curl --request POST "$RECEIVER_URL"');
    expect(curl).toContain('"Authorization: Bearer $RETM_TOKEN"');
    expect(curl).not.toContain(backend.status().receiver_url);
  });

  it("sends bytes that are no text", async () => {
    const { detail } = await detailOf(4);
    expect(reportAsCurl(detail)).toMatch(
      /^printf %s '\/wA=' \| base64 --decode \| curl [^]*--data-binary @-$/,
    );
  });
});

describe("Markdown", () => {
  it("keeps markup and backticks as text", async () => {
    const { detail } = await detailOf(5);
    const report = reportAsMarkdown({ ...detail, body: "```\n<img>" });
    expect(report).toContain("- Message: `` a `b` <img> ``");
    expect(report).toContain("````json\n```\n<img>\n````");
  });
});
