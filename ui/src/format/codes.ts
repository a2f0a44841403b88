// The names of codes. RETM does not document which numbers occur. HTTP statuses get their standard name; other
// numbers stay numbers.
import { t } from "../words/t";
import { truncated } from "./untrusted-text";

/** Codes too large for a JavaScript number come as text. */
export type Code = number | string | null;

/** The reason phrases of RFC 9110 and the IANA registry. */
const PHRASES: Readonly<Record<number, string>> = {
  100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints",
  200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
  205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used",
  300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
  305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
  400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
  405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required",
  408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
  413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
  417: "Expectation Failed", 421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked",
  424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
  429: "Too Many Requests", 431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
  500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
  504: "Gateway Timeout", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates",
  507: "Insufficient Storage", 508: "Loop Detected", 511: "Network Authentication Required",
}; // prettier-ignore

/** "Service Unavailable" for 503, null if it is not an HTTP status. */
export function reasonPhrase(code: Code): string | null {
  return typeof code === "number" ? (PHRASES[code] ?? null) : null;
}

/** The headline: "503 Service Unavailable", "Code 0", "No code". */
export function codeInWords(code: Code): string {
  if (code === null) return t("code-none");
  const phrase = reasonPhrase(code);
  return phrase === null ? t("code-other", { code: String(code) }) : `${code} ${phrase}`;
}

/** The number alone, for a column. "—" if there is none. */
export function codeInColumn(code: Code): string {
  return code === null ? "—" : String(code);
}

/** The second line of a row: the name of the code and the message, if any. */
export function messageInRow(message: string, code: Code): { text: string; given: boolean } {
  const text = truncated(message.trimStart(), 300).trim();
  if (text !== "") return { text, given: true };
  const phrase = reasonPhrase(code);
  return { text: phrase === null ? t("message-none") : t("message-none-of", { phrase }), given: false };
}
