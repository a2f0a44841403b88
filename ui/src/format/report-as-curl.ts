// A report as a curl command that sends the same body again. Contains no secret: the receiver URL and the token are
// shell variables.
import type { DeliveryErrorDetail } from "../bindings";

/** Quoted for any POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function reportAsCurl(detail: DeliveryErrorDetail): string {
  const { headers, body, body_base64 } = detail;
  const lines = ['curl --request POST "$RECEIVER_URL"'];
  const type = headers["content-type"];
  if (type !== undefined) lines.push(`--header ${shellQuoted(`Content-Type: ${type}`)}`);
  if ("authorization" in headers) lines.push('--header "Authorization: Bearer $RETM_TOKEN"');
  // With --data curl would read a body that begins with @ from a file.
  lines.push(body_base64 === null ? `--data-raw ${shellQuoted(body ?? "")}` : "--data-binary @-");
  const command = lines.join(" \\\n  ");
  return body_base64 === null
    ? command
    : `printf %s ${shellQuoted(body_base64)} | base64 --decode | ${command}`;
}
