// The completions of a search, as the app offers them for the position of the caret.
import type { Backend } from "../backend";
import type { Completion, CompletionChoice } from "../bindings";

const NONE: Completion = { start: 0, end: 0, choices: [] };

export class Completions {
  /** The index of the completion that Enter accepts, or -1. */
  chosen = $state(-1);
  private found = $state.raw<Completion>(NONE);
  private asked = 0;

  constructor(private readonly backend: Backend) {}

  get choices(): readonly CompletionChoice[] {
    return this.found.choices;
  }

  async ask(query: string, at: number): Promise<void> {
    const asked = ++this.asked;
    // Without an answer there are no completions.
    const found = await this.backend.call("complete_query", { query, at }).catch(() => NONE);
    if (asked !== this.asked) return;
    // An answer may come between the arrow key and Enter.
    const chosen = this.choices[this.chosen]?.text;
    this.found = found;
    this.chosen = this.choices.findIndex(({ text }) => text === chosen);
  }

  close(): void {
    this.asked += 1;
    this.found = NONE;
    this.chosen = -1;
  }

  /** Cycles through the completions and the text itself. */
  move(by: 1 | -1): void {
    const places = this.choices.length + 1;
    this.chosen = ((this.chosen + 1 + by + places) % places) - 1;
  }

  /** The text with this completion, and the new position of the caret. */
  with(text: string, index: number): { text: string; caret: number; wantsValue: boolean } | null {
    const choice = this.choices[index];
    if (!choice) return null;
    const wantsValue = choice.text.endsWith(":");
    const before = text.slice(0, this.found.start) + choice.text + (wantsValue ? "" : " ");
    const after = text.slice(this.found.end);
    return { text: before + (wantsValue ? after : after.trimStart()), caret: before.length, wantsValue };
  }
}
