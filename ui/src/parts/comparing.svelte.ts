// Two reports, or two requests, that are compared: which, and how they differ.
import { asProblem, type Call } from "../backend";
import type { Comparison, Problem } from "../bindings";

/** `with` null: the other is being chosen. */
export type Compared = {
  open: number;
  with: number | null;
  result: Comparison | null;
  problem: Problem | null;
};

export class Comparing {
  current = $state.raw<Compared | null>(null);

  constructor(
    private readonly name: Call,
    private readonly call: (first: number, second: number) => Promise<Comparison>,
  ) {}

  /** That of the open one, if it is compared. */
  of(open: number): Compared | null {
    return this.current?.open === open ? this.current : null;
  }

  /** Compares from the older to the newer. Null: with one that is still to be chosen. */
  async compare(open: number, other: number | null): Promise<void> {
    const begun: Compared = { open, with: other, result: null, problem: null };
    this.current = begun;
    if (other === null) return;
    try {
      const result = await this.call(Math.min(open, other), Math.max(open, other));
      if (this.current === begun) this.current = { ...begun, result };
    } catch (reason) {
      if (this.current === begun) this.current = { ...begun, problem: asProblem(this.name, reason) };
    }
  }

  /** There is none to compare it with. */
  fail(open: number, problem: Problem): void {
    this.current = { open, with: null, result: null, problem };
  }

  toggle(open: number): void {
    if (this.of(open)) this.current = null;
    else void this.compare(open, null);
  }
}
