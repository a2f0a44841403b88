// What is said aloud to a screen reader, and nothing else: arrivals and copies. Never more than one sentence
// at a time, and a burst of arrivals is one sentence.

export class LiveRegion {
  text = $state("");

  announce(text: string): void {
    // The same sentence twice must be a change, or it is not read a second time.
    this.text = text === this.text ? `${text}\u00a0` : text;
  }
}
