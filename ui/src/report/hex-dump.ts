// A hex dump: offset, sixteen bytes, and their printable ASCII. Limited in length, with the total size.

export type HexDump = { text: string; shown: number; total: number };

const WIDTH = 16;

export function hexDump(base64: string, most: number): HexDump {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const shown = bytes.subarray(0, most);
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += WIDTH) lines.push(line(at, shown.subarray(at, at + WIDTH)));
  return { text: lines.join("\n"), shown: shown.length, total: bytes.length };
}

function line(at: number, bytes: Uint8Array): string {
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0"));
  const left = hex.slice(0, 8).join(" ").padEnd(23);
  const right = hex.slice(8).join(" ").padEnd(23);
  const plain = Array.from(bytes, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ".")).join("");
  return `${at.toString(16).padStart(6, "0")}  ${left}  ${right}  ${plain}`;
}
