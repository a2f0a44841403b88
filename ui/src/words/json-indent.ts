// Lays JSON out over lines by moving its own text about: numbers, escapes and the order of keys stay to the
// letter, which JSON.parse and stringify would not keep (big numbers lose digits, doubled keys vanish).
// Never shows anything it has not been given.

const TOKENS = /"(?:[^"\\]|\\[^])*"|[{}[\],:]|[^\s"{}[\],:]+/g;
const STEP = "  ";

/** The text laid out, or null where it is not JSON. */
export function indentJson(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return layOut(text.match(TOKENS) ?? []);
}

function layOut(tokens: string[]): string {
  const out: string[] = [];
  let depth = 0;
  const newLine = (): void => void out.push("\n", STEP.repeat(depth));
  tokens.forEach((token, i) => {
    if (token === "{" || token === "[") {
      out.push(token);
      depth++;
      const empty = tokens[i + 1] === "}" || tokens[i + 1] === "]";
      if (!empty) newLine();
    } else if (token === "}" || token === "]") {
      depth--;
      const empty = tokens[i - 1] === "{" || tokens[i - 1] === "[";
      if (!empty) newLine();
      out.push(token);
    } else if (token === ",") {
      out.push(token);
      newLine();
    } else {
      out.push(token === ":" ? ": " : token);
    }
  });
  return out.join("");
}
