// The messages of a Fluent file, one by one. Files are split while the window is built, so that it starts sooner.

/** The id of a message, and its source without that. */
export type SourceOfMessage = [id: string, rest: string];

/** A message begins at the start of a line; its other lines are indented. */
export function messagesIn(text: string): SourceOfMessage[] {
  const starts = [...text.matchAll(/^([a-zA-Z][\w-]*) *=/gm)];
  return starts.map(({ 1: id = "", index }, i) => [id, text.slice(index + id.length, starts[i + 1]?.index)]);
}
