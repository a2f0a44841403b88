// A report as a curl command that sends the same body to the receiver again. Never holds a secret: the receiver
// URL and the token are left to the shell's variables.
import type { DeliveryErrorDetail } from "../bindings";

/** In single quotes, as every POSIX shell reads it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function reportAsCurl(detail: DeliveryErrorDetail): string {
  const { headers, body, body_base64 } = detail;
  const lines = ['curl --request POST "$RECEIVER_URL"'];
  const type = headers["content-type"];
  if (type !== undefined) lines.push(`--header ${shellQuoted(`Content-Type: ${type}`)}`);
  if ("authorization" in headers) lines.push('--header "Authorization: Bearer $RETM_TOKEN"');
  // curl reads a body that begins with @ from a file; --data-raw does not.
  lines.push(body_base64 === null ? `--data-raw ${shellQuoted(body ?? "")}` : "--data-binary @-");
  const command = lines.join(" \\\n  ");
  return body_base64 === null
    ? command
    : `printf %s ${shellQuoted(body_base64)} | base64 --decode | ${command}`;
}
