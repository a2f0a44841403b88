// Formats JSON by moving its own text: numbers and key order stay exact, escaped letters are decoded. JSON.parse and
// stringify would lose them (large numbers lose digits, duplicate keys vanish).

import { t } from "../words/t";
import { withLetters } from "../format/json-text";

const TOKENS = /"(?:[^"\\]|\\[^])*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const STEP = "  ";
/** Deeper nesting is unreadable, and its indents alone would fill the memory. */
export const DEEPEST = 100;
export const MAX_LINES = 20_000;
export const MAX_CHARACTERS = 1_000_000;

/** The formatted text, or the reason if the JSON is too large. Null if it is not JSON. */
export type LaidOut = { text: string } | { reason: string } | null;

export function indentJson(text: string): LaidOut {
  if (deepest(text) > DEEPEST) return { reason: t("body-too-deep", { levels: DEEPEST }) };
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return layOut(text.match(TOKENS) ?? []);
}

/** The nesting depth of brackets, valid JSON or not. */
function deepest(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted && c === "\\") at++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === "{" || c === "[")) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (c === "}" || c === "]")) depth--;
  }
  return deepest;
}

function layOut(tokens: string[]): LaidOut {
  const out: string[] = [];
  let depth = 0;
  let lines = 1;
  let length = 0;
  const put = (text: string): void => {
    out.push(text);
    length += text.length;
  };
  const newLine = (): void => {
    lines++;
    put(`\n${STEP.repeat(depth)}`);
  };
  for (const [i, token] of tokens.entries()) {
    if (token === "{" || token === "[") {
      put(token);
      depth++;
      const empty = tokens[i + 1] === "}" || tokens[i + 1] === "]";
      if (!empty) newLine();
    } else if (token === "}" || token === "]") {
      depth--;
      const empty = tokens[i - 1] === "{" || tokens[i - 1] === "[";
      if (!empty) newLine();
      put(token);
    } else if (token === ",") {
      put(token);
      newLine();
    } else {
      put(token === ":" ? ": " : withLetters(token));
    }
    if (lines > MAX_LINES || length > MAX_CHARACTERS) return { reason: t("body-too-long") };
  }
  return { text: out.join("") };
}
