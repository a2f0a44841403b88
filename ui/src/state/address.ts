// What the part of the address after "#" means. Never changes the address; that is place.svelte.ts.

export type Place = {
  /** Only this incident's delivery errors are listed. */
  incident: number | null;
  /** This delivery error is opened. */
  error: number | null;
  /** False for an address that means nothing here. */
  known: boolean;
};

const SHAPE = /^#?\/?(?:incident\/(\d{1,15})\/?)?(?:error\/(\d{1,15})\/?)?$/;

export function placeOf(hash: string): Place {
  const found = SHAPE.exec(hash);
  if (!found) return { incident: null, error: null, known: false };
  const [, incident, error] = found;
  return { incident: incident ? Number(incident) : null, error: error ? Number(error) : null, known: true };
}

export function addressOf(incident: number | null, error: number | null): string {
  const parts = [
    ...(incident === null ? [] : [`incident/${incident}`]),
    ...(error === null ? [] : [`error/${error}`]),
  ];
  return `#/${parts.join("/")}`;
}
