// Links into the window, to paste in a ticket. The app opens them.

export function linkTo(kind: "incident" | "report", id: number): string {
  return `missedhook://${kind}/${id}`;
}
