// Announcements for screen readers, one sentence at a time.

export class LiveRegion {
  text = $state("");

  announce(text: string): void {
    // A repeated sentence must differ, or it is not announced again.
    this.text = text === this.text ? `${text}\u00a0` : text;
  }
}
