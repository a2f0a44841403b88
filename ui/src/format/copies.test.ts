// Tests what is copied: exact, without secrets, and safe to paste anywhere.
import { describe, expect, it } from "vitest";
import { MemoryBackend, type Sketch } from "../stand-in/backend";
import { reportAsMarkdown } from "./as-markdown";
import { reportAsCurl } from "./report-as-curl";

async function detailOf(sketch: Sketch) {
  const backend = new MemoryBackend();
  backend.report(sketch);
  const detail = await backend.call("delivery_error", { id: 1 });
  if (!detail) throw new Error("nothing was kept");
  return { detail, backend };
}

describe("curl", () => {
  it("quotes the body for a shell, and leaves URL and token to variables", async () => {
    const { detail, backend } = await detailOf({ body: `@{"message":"it's $HOME"}` });
    const curl = reportAsCurl(detail);
    expect(curl).toContain(`--data-raw '@{"message":"it'\\''s $HOME"}'`);
    expect(curl).toContain('curl --request POST "$RECEIVER_URL"');
    expect(curl).toContain('"Authorization: Bearer $RETM_TOKEN"');
    expect(curl).not.toContain(backend.status().receiver_url);
  });

  it("sends bytes that are no text", async () => {
    const { detail } = await detailOf({ readable: false, body_base64: btoa("\xff\x00") });
    expect(reportAsCurl(detail)).toMatch(
      /^printf %s '\/wA=' \| base64 --decode \| curl [^]*--data-binary @-$/,
    );
  });
});

describe("Markdown", () => {
  it("keeps markup and backticks as text", async () => {
    const { detail } = await detailOf({ message: "a `b` <img>", body: "```\n<img>" });
    const report = reportAsMarkdown(detail);
    expect(report).toContain("- Message: `` a `b` <img> ``");
    expect(report).toContain("````json\n```\n<img>\n````");
  });
});
