// The answers to the page's first calls, which the app embeds in the page while the window starts. They are used only until
// the page hears of a change: later they may be stale.
import type { Call } from "./backend";

type FirstAnswer = { call: Call; args: Readonly<Record<string, unknown>>; answer: unknown };

/** The app's id for the element that holds them. */
const ELEMENT = "first-answers";

export class FirstAnswers {
  private left: readonly FirstAnswer[];

  constructor(page: Document) {
    const text = page.getElementById(ELEMENT)?.textContent ?? "[]";
    this.left = JSON.parse(text) as FirstAnswer[];
  }

  has(call: Call): boolean {
    return this.left.some((one) => one.call === call);
  }

  /** The answer to exactly this call. Each is given once. */
  take(call: Call, args: Readonly<Record<string, unknown>>): { answer: unknown } | null {
    const found = this.left.find((one) => one.call === call && isSame(one.args, args));
    if (!found) return null;
    this.left = this.left.filter((one) => one !== found);
    performance.mark(`first-answers:${call}`);
    return found;
  }

  /** From now on the app is asked. */
  forget(): void {
    this.left = [];
  }
}

function isSame(one: FirstAnswer["args"], other: FirstAnswer["args"]): boolean {
  const names = Object.keys(other);
  return names.length === Object.keys(one).length && names.every((name) => one[name] === other[name]);
}
