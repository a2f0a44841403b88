// How the problem of a setting is shown at its field.
import type { Problem } from "../bindings";
import { capitalised } from "./counts";

/** The field already names the setting: "alerts.quiet_hours: quiet_hours must be …" becomes "Must be …". */
export function withoutName(name: string, problem: Problem): Problem {
  const short = name.replace(/^.*\./, "");
  const start = `${name}: `;
  if (!problem.what.startsWith(start)) return problem;
  const rest = problem.what.slice(start.length);
  const words = rest.startsWith(`${short} `) ? rest.slice(short.length + 1) : rest;
  return { ...problem, what: capitalised(words) };
}
